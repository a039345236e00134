package dev.echo7.interop.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.Machine;
import dev.echo7.interop.Program;
import dev.echo7.interop.ServerProgram;
import dev.echo7.interop.packaging.Installed;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever cannot be done is answered by one line that names the culprit, by an exit code, and
 * never by a stack trace.
 */
final class BadInputIT {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          bin/echoserver --verbos          | 2 | '--verbos'      | did you mean --verbose
          bin/echoserver 70000             | 2 | port 70000      | give 1 to 65535
          bin/echoserver @/nope            | 2 | cannot read /nope | no such file or directory
          bin/echoserver @/tmp             | 2 | cannot read /tmp | is a directory
          bin/echoserver -1                | 2 | port -1         | give 1 to 65535
          bin/echoserver 127.0.0.1:-1      | 2 | port -1         | give 1 to 65535
          bin/echoserver 12ab              | 2 | '12ab'          | give 1 to 65535
          bin/echoserver nosuchservice     | 2 | 'nosuchservice' | nosuchservice:PORT
          bin/echoserver ::1:7             | 2 | '::1:7'         | [ADDRESS]:PORT
          bin/echoserver http://[::1]:7    | 2 | 'http'          | give tcp://
          bin/echoserver nosuch.invalid:0  | 1 | nosuch.invalid  | check the name
          bin/echoserver 192.0.2.1:0       | 1 | 192.0.2.1:0     | see ip address
          bin/echoserver --transport x 0   | 2 | --transport     | must be epoll, kqueue or nio, not 'x'
          bin/echoserver --transport io_uring 0 | 1 | --transport io_uring | not available in this version; use epoll
          bin/echoserver --transport nio unix:/tmp/echo7.sock | 1 | transport nio | use epoll or kqueue
          bin/echoserver --event-loops x 0 | 2 | --event-loops   | 'x'
          bin/echoserver --event-loops -2 0 | 2 | --event-loops  | '-2' is not a whole number
          bin/echoserver --drain-timeout x | 2 | --drain-timeout | 500ms
          bin/echoserver --max-connections 0 | 2 | --max-connections | must be 1 or more; without it, the descriptor limit decides
          bin/echoserver --max-connections=-1 | 2 | --max-connections | '-1' is not a whole number
          bin/echoserver --max-connections-per-source 0 | 2 | --max-connections-per-source | must be 1 or more; without it, there is no limit
          bin/echoserver --connection-rate 0/s | 2 | --connection-rate | must be 1 or more
          bin/echoserver --connection-rate 5/m | 2 | '5/m'       | write 50, 50/s or 2k
          bin/echoserver --connection-rate=-5 | 2 | '-5'         | write 50, 50/s or 2k
          bin/echoserver --idle-timeout 0  | 2 | --idle-timeout  | must be more than 0
          bin/echoserver --idle-timeout=-1s | 2 | '-1s'          | 500ms
          bin/echoserver --max-lifetime 999999999h | 2 | --max-lifetime | at most 100 years
          bin/echoserver --max-bytes 0     | 2 | --max-bytes     | must be 1 or more
          bin/echoserver --max-bytes 1kx   | 2 | '1kx'           | 16k or 1m
          bin/echoserver 0 --admin :0      | 1 | tcp://:0        | --admin-token-file
          bin/echoserver 0 --admin=udp://:0 | 2 | udp://:0       | HOST:PORT
          bin/echoserver 0 --admin=foo      | 2 | not 'foo'      | --admin must be HOST:PORT or unix:/PATH
          bin/echoserver 0 --admin=127.0.0.1 | 2 | not '127.0.0.1' | HOST:PORT or unix:/PATH
          bin/echoserver 0 --admin 127.0.0.1:x7 | 2 | --admin 127.0.0.1:x7 | give a port number
          bin/echoserver 0 --admin unix:a.sock | 2 | not 'unix:a.sock' | HOST:PORT or unix:/PATH
          bin/echoserver 0 --admin unix:/p?mode=0600 | 2 | not 'unix:/p?mode=0600' | HOST:PORT or unix:/PATH
          bin/echoserver 0 --admin unix:@x  | 2 | not 'unix:@x' | HOST:PORT or unix:/PATH
          bin/echoserver 0 --admin unix:/nosuch/a | 1 | /nosuch  | create it first
          bin/echoserver 0 --admin 127.0.0.1:0 --admin-token-file /nosuch | 1 | /nosuch | read
          bin/echoserver 0 --admin-token-file /nosuch | 2 | --admin-token-file | need --admin
          bin/echoserver localhost 5077    | 2 | 'localhost'     | localhost:PORT
          bin/echoserver udp:5000          | 2 | 'udp:5000'      | write udp://:5000
          bin/echoserver --tsl-cert x 0    | 2 | '--tsl-cert'    | did you mean --tls-cert?
          bin/echoserver --log xml 0       | 2 | --log: must be  | text, long or json, not 'xml'
          bin/echoserver --max-connections 1 0 --max-connections | 2 | --max-connections | needs a value: N
          """)
  void serverSaysInOneLineWhatIsWrong(String command, int code, String culprit, String cure) {
    Machine.requireNameServerFor(command);
    assertComplains(command, code, culprit, cure);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          bin/echoclient                      | 2 | missing HOST    | --help
          bin/echoclient --versio localhost 7 | 2 | '--versio'      | did you mean --version
          bin/echoclient @/nope               | 2 | cannot read /nope | no such file or directory
          bin/echoclient localhost 70000      | 2 | port 70000      | give 1 to 65535
          bin/echoclient localhost -1         | 2 | port -1         | give 1 to 65535
          bin/echoclient localhost 12ab       | 2 | '12ab'          | give 1 to 65535
          bin/echoclient localhost nosuch     | 2 | 'nosuch'        | give a port number
          bin/echoclient localhost 7 more     | 2 | 'more'          | unexpected argument
          bin/echoclient nosuch.invalid 7     | 2 | nosuch.invalid  | check the name
          bin/echoclient -n localhost 7       | 2 | 'localhost'     | numeric address
          bin/echoclient -w soon localhost 7  | 2 | 'soon'          | 500ms
          bin/echoclient -p x localhost 7     | 2 | 'x'             | give a port number
          bin/echoclient tcp:localhost:7      | 2 | 'tcp:localhost:7' | write tcp://localhost:7
          bin/echoclient udp:7                | 2 | 'udp:7'         | write udp://HOST:7
          bin/echoclient localhost 0          | 2 | port 0          | port that the server prints
          bin/echoclient pnig localhost 7     | 2 | no mode 'pnig'  | did you mean ping?
          bin/echoclient bench localhost 7    | 2 | unexpected argument '7' | ping, load, merge and check
          bin/echoclient laod localhost       | 2 | if 'laod' is meant as a mode | did you mean load?
          bin/echoclient pnig 127.0.0.1:7     | 2 | if 'pnig' is meant as a mode | did you mean ping?
          bin/echoclient merg /tmp/a.hlog     | 2 | if 'merg' is meant as a mode | did you mean merge?
          bin/echoclient pign -c 3 localhost 7 | 2 | '-c'         | did you mean ping?
          bin/echoclient PING -c x localhost 7 | 2 | echoclient ping: --count | 'x' is not a whole number
          bin/echoclient -c 3 localhost 7     | 2 | unknown option '-c' | it belongs to ping and load
          bin/echoclient --tls-inscure localhost 7 | 2 | '--tls-inscure' | did you mean --tls-insecure?
          bin/echoclient ping --cuont 3 localhost 7 | 2 | '--cuont' | did you mean --count?
          bin/echoclient load -R 1.5 localhost 7 | 2 | '1.5'        | not a whole number
          bin/echoclient load --reconnect=5 localhost 7 | 2 | --reconnect takes no value | omit '=5'
          bin/echoclient load -c 99999999999 localhost 7 | 2 | '99999999999' is too large | the maximum is 2147483647
          bin/echoclient load --html /nodir/x localhost 7 | 1 | /nodir/x | create the directory first
          bin/echoclient load --csv /tmp localhost 7 | 1 | /tmp      | is a directory; give a file
          bin/echoclient merge --hlog /nodir/x /dev/null | 1 | /dev/null | not a log of a load
          bin/echoclient -s 192.0.2.1 127.0.0.1 7 | 1 | 192.0.2.1   | give an address
          """)
  void clientSaysInOneLineWhatIsWrong(String command, int code, String culprit, String cure) {
    Machine.requireNameServerFor(command);
    assertComplains(command, code, culprit, cure);
  }

  private static void assertComplains(String command, int code, String... parts) {
    assertComplains(List.of(command.strip().split(" ", -1)), code, parts);
  }

  private static void assertComplains(List<String> command, int code, String... parts) {
    try (Program program = Program.start(command).endInput()) {
      assertFails(program, code, parts);
      assertEquals("", program.stdout());
    }
  }

  /** What it has written to standard output by then is the caller's to judge. */
  private static void assertFails(Program program, int code, String... parts) {
    assertEquals(code, program.exitCode(), program::toString);
    String complaint = program.stderr();
    assertEquals(1, complaint.lines().count(), program::toString);
    assertTrue(complaint.endsWith("\n"), program::toString);
    assertTrue(complaint.matches("(?s)echo(server|client( \\w+)?): .*"), program::toString);
    for (String part : parts) {
      assertTrue(complaint.contains(part), () -> "does not say " + part + ": " + program);
    }
    assertFalse(complaint.contains("Exception"), program::toString);
    assertFalse(complaint.contains("\tat "), program::toString);
  }

  @Test
  void serverNamesAnAddressInUse() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, LOOPBACK)) {
      String place = "127.0.0.1:" + taken.getLocalPort();
      assertComplains("bin/echoserver " + place, 1, place, "in use", "another port");
    }
  }

  @Test
  void serverWithoutPrivilegeNamesThePort() throws IOException {
    boolean privileged = lowestUnprivilegedPort() > 7;
    Assumptions.assumeTrue(privileged, "this machine lets everybody have port 7");
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      String setpriv = Installed.require("setpriv").toString();
      // Still root, so that it can read its own jar wherever that is, and yet no privilege left.
      command.addAll(List.of(setpriv, "--inh-caps=-all", "--bounding-set=-all"));
    }
    command.addAll(List.of("bin/echoserver", "127.0.0.1:7"));
    assertComplains(command, 1, "127.0.0.1:7", "permission denied", "choose a higher port");
  }

  private static int lowestUnprivilegedPort() throws IOException {
    Path limit = Path.of("/proc/sys/net/ipv4/ip_unprivileged_port_start");
    if (!Files.exists(limit)) {
      return 1_024;
    }
    // In one read: a file of /proc/sys gives nothing to the second, and Files.readString makes two.
    try (BufferedReader reader = Files.newBufferedReader(limit)) {
      return Integer.parseInt(Objects.requireNonNull(reader.readLine()).trim());
    }
  }

  @Test
  void clientNamesWhoRefused() throws IOException {
    try (Socket boundOnly = new Socket()) {
      boundOnly.bind(new InetSocketAddress(LOOPBACK, 0));
      int port = boundOnly.getLocalPort();
      assertComplains(
          "bin/echoclient localhost " + port, 1, "127.0.0.1:" + port, "connection refused");
    }
  }

  @Test
  void clientNamesEachAddressThatDidNotAnswerInTime() throws IOException {
    List<Socket> waiting = new ArrayList<>();
    try (ServerSocket full = new ServerSocket(0, 1, LOOPBACK)) {
      fill(full, waiting);
      int port = full.getLocalPort();
      assertComplains(
          "bin/echoclient -w 500ms localhost " + port, 1, "127.0.0.1:" + port, "no answer within");
    } finally {
      for (Socket socket : waiting) {
        socket.close();
      }
    }
  }

  /** Connects until the kernel answers no more: nobody accepts, and the queue is short. */
  private static void fill(ServerSocket server, List<Socket> waiting) throws IOException {
    while (true) {
      Socket socket = new Socket();
      waiting.add(socket);
      try {
        socket.connect(server.getLocalSocketAddress(), 300);
      } catch (SocketTimeoutException e) {
        return;
      }
    }
  }

  @Test
  void clientSaysHowManyBytesCameBeforeTheServerClosed() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK);
        Program client = connect(server, "-N").feed("0123456789").endInput();
        Socket accepted = server.accept()) {
      byte[] sent = accepted.getInputStream().readAllBytes();
      accepted.getOutputStream().write(sent, 0, 3);
      accepted.shutdownOutput();
      assertFails(client, 1, "closed the connection early", "3 of 10 bytes");
      assertEquals("012", client.stdout());
    }
  }

  @ParameterizedTest(name = "input ended: {0}")
  @ValueSource(booleans = {true, false})
  void clientThatWaitsForItsEchoNoticesThatTheServerClosed(boolean ended) throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK);
        Program client = connect(server).feed("0123456789");
        Socket accepted = server.accept()) {
      if (ended) {
        client.endInput();
      }
      byte[] sent = accepted.getInputStream().readNBytes(10);
      accepted.getOutputStream().write(sent, 0, 3);
      accepted.shutdownOutput();
      assertFails(client, 1, "the server closed", "3 of 10 bytes");
      assertEquals("012", client.stdout());
    }
  }

  @Test
  void clientSaysThatTheConnectionWasReset() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK);
        Program client = connect(server).feed("0123456789")) {
      try (Socket accepted = server.accept()) {
        accepted.getInputStream().readNBytes(10);
        accepted.setSoLinger(true, 0);
      }
      assertFails(client, 1, "the connection failed", "0 of 10 bytes");
    }
  }

  @Test
  void clientSaysThatNothingCameBackInTime() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK);
        Program client = connect(server, "-w", "500ms").feed("0123456789").endInput();
        Socket accepted = server.accept()) {
      assertFails(client, 1, "-w", "0 of 10 bytes");
      assertTrue(accepted.isConnected());
    }
  }

  @Test
  void clientSaysThatBytesCameBackChanged() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK);
        Program client = connect(server, "-N").feed("0123456789").endInput();
        Socket accepted = server.accept()) {
      byte[] sent = accepted.getInputStream().readAllBytes();
      sent[7] ^= 1;
      accepted.getOutputStream().write(sent);
      accepted.shutdownOutput();
      assertFails(client, 1, "corrupted");
    }
  }

  private static Program connect(ServerSocket server, String... options) {
    List<String> command = new ArrayList<>(List.of("bin/echoclient"));
    command.addAll(List.of(options));
    command.addAll(List.of("127.0.0.1", String.valueOf(server.getLocalPort())));
    return Program.start(command);
  }

  @Test
  void clientSaysThatItsInputCannotBeRead() {
    try (ServerProgram server = ServerProgram.start("127.0.0.1:0");
        Program client = Program.shell("exec bin/echoclient 127.0.0.1 " + server.port() + " </")) {
      assertFails(client, 1, "standard input", "directory");
      assertEquals("", client.stdout());
    }
  }

  @Test
  void clientSaysThatItsOutputCannotBeWritten() {
    Assumptions.assumeTrue(Files.exists(Path.of("/dev/full")), "this machine has no /dev/full");
    try (ServerProgram server = ServerProgram.start("127.0.0.1:0");
        Program client =
            Program.shell("exec bin/echoclient 127.0.0.1 " + server.port() + " >/dev/full")) {
      client.feed("123\n").endInput();
      assertFails(client, 1, "standard output", "no space left");
    }
  }
}
