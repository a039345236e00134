package dev.echo7.interop.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.Machine;
import dev.echo7.interop.Ports;
import dev.echo7.interop.Program;
import dev.echo7.interop.UdpPorts;
import dev.echo7.interop.packaging.Installed;
import dev.echo7.netlab.TwoHosts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code echoclient check} finds what is wrong with the echo servers of others, and only that. */
final class CheckedServersIT {
  @TempDir private Path folder;

  @Test
  void socatPasses() {
    int port = Machine.freePort();
    String command = "socat TCP-LISTEN:PORT,bind=127.0.0.1,fork,reuseaddr EXEC:/bin/cat";
    try (Program server = Program.start(Installed.command(command, port))) {
      Checking checking = check(port, server);
      assertEquals(Set.of(), checking.notOk(), checking::output);
    }
  }

  /**
   * Which bytes ncat loses is a race inside ncat between the end of cat and the end of its output
   * (nmap/nmap#2510), so that the checks that fail are not always the same; it never passes all.
   */
  @Test
  void ncatLosesBytesOfABulkTransfer() {
    int port = Machine.freePort();
    String command = "ncat -l -k -e /bin/cat 127.0.0.1 PORT";
    try (Program server = Program.start(Installed.command(command, port))) {
      Checking checking = check(port, server);
      assertTrue(
          checking.notOk().contains("half-close") || checking.notOk().contains("pipelined"),
          checking::output);
      assertTrue(!checking.notOk().contains("all-bytes"), checking::output);
    }
  }

  /** All is well until the client half-closes while something is owed. */
  @Test
  void nettysDefaultsLoseWhatIsOwedAtAHalfClose() {
    int port = Machine.freePort();
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command =
        List.of(java, "-cp", "target/echo7.jar", "bench/peers/NettyExampleEcho.java", "" + port);
    try (Program server = Program.start(command)) {
      Checking checking = check(port, server);
      assertEquals(Set.of("half-close"), checking.notOk(), checking::output);
      assertTrue(
          checking.output().contains("message: 'truncated: FIN after ")
              || checking.output().contains("message: 'the server reset the connection after "),
          checking::output);
    }
  }

  /**
   * It serves one client, and then the next. Whether it survives a reset is a race that decides
   * between ECONNRESET and SIGPIPE, and so is not asked. It listens on IPv6 alone, mapped for IPv4.
   */
  @Test
  void theLecturesServerServesOneClientAtATime() {
    Machine.requireIpv6();
    String gcc = Installed.require("gcc").toString();
    String program = folder.resolve("echoserver").toString();
    try (Program compiler =
        Program.start(gcc, "-w", "-o", program, "bench/peers/lecture-echoserver.c")) {
      assertEquals(0, compiler.exitCode(), compiler::toString);
    }
    int port = Machine.freePort();
    try (Program server = Program.start(program, "" + port)) {
      Ports.awaitListener(port, server);
      Checking checking = Checking.of("-w", "3s", "--skip", "reset", "127.0.0.1", "" + port);
      assertEquals(Set.of("interleaved"), checking.notOk(), checking::output);
      assertTrue(
          checking
              .output()
              .contains("connection 2 of 100: nothing received for 3 s after 0 of 256"),
          checking::output);
    }
  }

  /**
   * A limit of connections a second turns the service off for 10 s, for everybody. By default it is
   * 50, and what is slow enough to stay below that passes: a busy machine of tests.
   */
  @Test
  void xinetdsLimitOfConnectionsTurnsItOff() throws IOException {
    int port = Machine.freePort();
    try (Program server = xinetd("stream", "tcp", "no", port, "cps = 20 10")) {
      Ports.awaitListener(port, server);
      Checking checking = Checking.of("-w", "3s", "--only", "interleaved", "127.0.0.1", "" + port);
      assertEquals(Set.of("interleaved"), checking.notOk(), checking::output);
      assertTrue(checking.output().contains(" of 100: "), checking::output);
    }
  }

  @Test
  void xinetdWithoutThatLimitPasses() throws IOException {
    int port = Machine.freePort();
    try (Program server = xinetd("stream", "tcp", "no", port, "cps = 1000 1")) {
      Checking checking = check(port, server);
      assertEquals(Set.of(), checking.notOk(), checking::output);
    }
  }

  /** What follows the burst depends on whether xinetd takes it for a loop and goes. */
  @Test
  void xinetdCutsDatagrams() throws IOException {
    int port = UdpPorts.free();
    try (Program server = xinetd("dgram", "udp", "yes", port, "")) {
      UdpPorts.awaitBound(port, server);
      Checking checking = checkUdp(port);
      assertTrue(
          checking.output().contains("message: 'truncated: 2048 of 65507 bytes'"),
          checking::output);
      assertTrue(checking.notOk().contains("udp-65507"), checking::output);
      assertTrue(!checking.notOk().contains("udp-1473"), checking::output);
      assertTrue(server.isAlive());
    }
  }

  private Program xinetd(String type, String protocol, String wait, int port, String limit)
      throws IOException {
    String xinetd = Installed.require("xinetd").toString();
    String service =
        String.format(
            Locale.ROOT,
            """
        service echo
        {
          type        = INTERNAL UNLISTED
          id          = echo-%s
          socket_type = %s
          protocol    = %s
          wait        = %s
          bind        = 127.0.0.1
          port        = %d
          user        = %s
          disable     = no
          %s
        }
        """,
            type,
            type,
            protocol,
            wait,
            port,
            System.getProperty("user.name"),
            limit);
    Path file = Files.writeString(folder.resolve("xinetd.conf"), service);
    String pid = folder.resolve("xinetd.pid").toString();
    return Program.start(xinetd, "-dontfork", "-f", file.toString(), "-pidfile", pid);
  }

  /**
   * Its echo has the port of /etc/services, which here is a file of ours; and over UDP it answers
   * nobody on the loopback, so that this is asked from another host.
   */
  @Test
  void inetdPassesOverTcpAndCutsDatagrams() throws IOException {
    String inetd = Installed.require("inetd").toString();
    Path services = Files.writeString(folder.resolve("services"), "echo 7/tcp\necho 7/udp\n");
    String lines = "echo stream tcp nowait root internal\necho dgram udp wait root internal\n";
    Path configuration = Files.writeString(folder.resolve("inetd.conf"), lines);
    String script =
        "mount --bind %s /etc/services && exec %s -d -i %s"
            .formatted(services, inetd, configuration);
    try (TwoHosts hosts = TwoHosts.create();
        Program server = Program.start(hosts.onServer("sh", "-c", script))) {
      server.awaitStderr("proto=udp");
      Checking tcp = Checking.of(onClient(hosts, "10.77.0.1"));
      assertEquals(Set.of(), tcp.notOk(), tcp::output);
      Checking udp = Checking.of(onClient(hosts, "-u", "10.77.0.1"));
      assertEquals(Set.of("udp-65507"), udp.notOk(), udp::output);
      assertTrue(udp.output().contains("message: 'truncated: 4096 of 65507 bytes'"), udp::output);
    }
  }

  private static List<String> onClient(TwoHosts hosts, String... words) {
    String[] command = new String[words.length + 4];
    command[0] = "bin/echoclient";
    command[1] = "check";
    command[2] = "-w";
    command[3] = "3s";
    System.arraycopy(words, 0, command, 4, words.length);
    return hosts.onClient(command);
  }

  private static Checking check(int port, Program server) {
    Ports.awaitListener(port, server);
    return Checking.of("-w", "3s", "127.0.0.1", "" + port);
  }

  private static Checking checkUdp(int port) {
    return Checking.of("-u", "-w", "3s", "127.0.0.1", "" + port);
  }
}
