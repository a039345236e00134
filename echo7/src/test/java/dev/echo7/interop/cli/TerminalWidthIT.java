package dev.echo7.interop.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.Program;
import dev.echo7.interop.ServerProgram;
import dev.echo7.interop.packaging.Installed;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is drawn for a terminal has the width of that terminal. */
final class TerminalWidthIT {
  private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;?]*[A-Za-z]");
  private static final Pattern BARS = Pattern.compile("[\u2581-\u2588]{2}");

  /** Runs a command on a terminal with so many columns. */
  private static final String ON_TERMINAL =
      """
      import fcntl, os, pty, struct, sys, termios
      pid, fd = pty.fork()
      if pid == 0:
          fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, int(sys.argv[1]), 0, 0))
          os.execvp(sys.argv[2], sys.argv[2:])
      try:
          while True:
              os.write(1, os.read(fd, 65536))
      except OSError:
          pass
      sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
      """;

  @TempDir private Path folder;

  private static Program onTerminal(int columns, String... command) {
    List<String> all = new ArrayList<>();
    all.addAll(List.of(Installed.require("python3").toString(), "-c", ON_TERMINAL, "" + columns));
    all.addAll(List.of(command));
    return Program.start(all);
  }

  @ParameterizedTest
  @CsvSource({"80, true", "120, true", "44, false"})
  void theSparklineOfPingEndsWhereTheTerminalDoes(int columns, boolean hasRoom) {
    try (ServerProgram server = ServerProgram.start("-q", "127.0.0.1:0");
        Program ping =
            onTerminal(
                columns,
                "bin/echoclient",
                "ping",
                "-c",
                "120",
                "-i",
                "0.01",
                "127.0.0.1",
                "" + server.port())) {
      ping.exitCode();
      List<String> replies =
          lines(ping).stream().filter(line -> line.contains(" bytes from ")).toList();
      assertEquals(120, replies.size(), ping::toString);
      assertEquals(hasRoom, BARS.matcher(replies.getLast()).find(), ping::toString);
      int longest = replies.stream().mapToInt(String::length).max().orElse(0);
      assertTrue(
          hasRoom ? longest == columns - 1 || longest == columns : longest < 80, ping::toString);
    }
  }

  @ParameterizedTest
  @CsvSource({"80", "50"})
  void theTableThatEchoctlWatchesIsNoWiderThanTheTerminal(int columns) throws Exception {
    String admin = "unix:" + folder.resolve("admin.sock");
    try (ServerProgram server = ServerProgram.start("-q", "-n", "--admin", admin, "127.0.0.1:0");
        Socket client = new Socket(InetAddress.getLoopbackAddress(), server.port());
        Program watching = onTerminal(columns, "bin/echoctl", "--admin", admin, "ls", "--watch")) {
      assertTrue(client.isConnected());
      watching.awaitStdout("not shown: ");
      for (String line : lines(watching)) {
        assertTrue(line.length() <= columns, () -> line + " is wider than " + columns);
      }
    }
  }

  private static List<String> lines(Program program) {
    return COLOUR.matcher(program.stdout().replace("\r", "\n")).replaceAll("").lines().toList();
  }
}
