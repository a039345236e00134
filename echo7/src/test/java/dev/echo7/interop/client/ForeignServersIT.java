package dev.echo7.interop.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.echo7.Machine;
import dev.echo7.interop.Ports;
import dev.echo7.interop.Program;
import dev.echo7.interop.packaging.Installed;
import dev.echo7.interop.server.InteropIT;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our client, served by the echo servers that people already have. */
final class ForeignServersIT {
  private static final int MEBIBYTE = 1024 * 1024;
  @TempDir private Path folder;

  /** Echo servers that are a command. */
  enum Answerer {
    /**
     * Loses bytes of a bulk transfer to any client (nmap/nmap#2510): a screenful is what it bears.
     */
    NCAT("ncat -l -k -e /bin/cat 127.0.0.1 PORT", 1_000),
    SOCAT("socat TCP-LISTEN:PORT,bind=127.0.0.1,fork,reuseaddr EXEC:cat", MEBIBYTE),
    BUSYBOX_NC("busybox nc -l -p PORT 127.0.0.1 -e cat", MEBIBYTE);

    private final String command;
    private final int bytes;

    Answerer(String command, int bytes) {
      this.command = command;
      this.bytes = bytes;
    }

    Program listen(int port) {
      return Program.start(Installed.command(command, port));
    }
  }

  @ParameterizedTest
  @EnumSource
  void clientGetsEveryByteBackFrom(Answerer answerer) {
    int port = Machine.freePort();
    try (Program server = answerer.listen(port)) {
      Ports.awaitListener(port, server);
      assertEveryByteComesBack(port, answerer.bytes);
    }
  }

  /** The echo service of inetd itself, which the lecture's servers were spawned by. */
  @Test
  void clientGetsEveryByteBackFromXinetd() throws IOException {
    String xinetd = Installed.require("xinetd").toString();
    int port = Machine.freePort();
    Path configuration = Files.writeString(folder.resolve("xinetd.conf"), echoService(port));
    String pidFile = folder.resolve("xinetd.pid").toString();
    List<String> command =
        List.of(xinetd, "-dontfork", "-f", configuration.toString(), "-pidfile", pidFile);
    try (Program server = Program.start(command)) {
      Ports.awaitListener(port, server);
      assertEveryByteComesBack(port, MEBIBYTE);
    }
  }

  private static String echoService(int port) {
    return String.format(
        Locale.ROOT,
        """
    service echo
    {
      type        = INTERNAL UNLISTED
      id          = echo-stream
      socket_type = stream
      protocol    = tcp
      bind        = 127.0.0.1
      port        = %d
      user        = %s
      wait        = no
      disable     = no
    }
    """,
        port,
        System.getProperty("user.name"));
  }

  private static void assertEveryByteComesBack(int port, int count) {
    byte[] bytes = InteropIT.randomBytes(count);
    try (Program client = Program.start("bin/echoclient", "127.0.0.1", String.valueOf(port))) {
      client.feed(bytes).endInput();
      assertEquals(0, client.exitCode(), client::toString);
      assertEquals(InteropIT.sha256(bytes), InteropIT.sha256(client.stdoutBytes()));
      assertEquals("", client.stderr());
    }
  }

  /** {@code nc -l} echoes nothing by itself: a person types back what is seen there. */
  @Test
  void clientShowsWhatIsTypedBackIntoNc() {
    int port = Machine.freePort();
    try (Program typist = Program.start(Installed.command("nc -l 127.0.0.1 PORT", port))) {
      Ports.awaitListener(port, typist);
      try (Program client = Program.start("bin/echoclient", "127.0.0.1", String.valueOf(port))) {
        client.feed("123\n");
        typist.awaitStdout("123\n").feed("123\n");
        client.awaitStdout("123\n").endInput();
        typist.endInput();
        assertEquals(0, client.exitCode(), client::toString);
        assertEquals("123\n", client.stdout());
      }
    }
  }
}
