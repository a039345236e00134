package dev.echo7.interop.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.echo7.Machine;
import dev.echo7.interop.Ports;
import dev.echo7.interop.Program;
import dev.echo7.interop.ServerProgram;
import dev.echo7.interop.packaging.Installed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A real HAProxy before our server, and behind our client: both sides of the PROXY protocol. */
final class HaproxyIT {
  @TempDir Path folder = Path.of("");

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, send-proxy,    ::ffff:127.0.0.1",
    "127.0.0.1, send-proxy-v2, ::ffff:127.0.0.1",
    "::1,       send-proxy,    ::1",
    "::1,       send-proxy-v2, ::1",
    "127.0.0.1, send-proxy-v2 proxy-v2-options unique-id, ::ffff:127.0.0.1",
  })
  void tellsOurServerWhoTheClientIs(String client, String option, String shown) throws IOException {
    Machine.requireFamilyOf(client);
    int port = Machine.freePort();
    // The proxy connects from 127.0.0.9, so that its address and the client's differ.
    try (ServerProgram server = behindProxies("127.0.0.9");
        Program proxy =
            haproxy(client, port, "", "127.0.0.1", server.port(), option + " source 127.0.0.9");
        Program echo = connect(client, port).feed("through a proxy\n").endInput()) {
      assertEquals(0, echo.exitCode(), () -> echo + "\n" + proxy);
      assertEquals("through a proxy\n", echo.stdout());
      server.program().awaitStdout(connected(shown));
      server.program().awaitStdout("server received 16 bytes\n");
      server.stop();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "v1, ::ffff:127.0.0.1",
    "v2, ::ffff:127.0.0.1",
    "'v1,192.0.2.1:5000,198.51.100.1:7', ::ffff:192.0.2.1",
    "'v2,192.0.2.1:5000,198.51.100.1:7', ::ffff:192.0.2.1",
    "'v1,[2001:db8::1]:5000,[2001:db8::2]:7', 2001:db8::1",
    "'v2,[2001:db8::1]:5000,[2001:db8::2]:7', 2001:db8::1",
  })
  void acceptsTheHeadersOfOurClient(String header, String shown) throws IOException {
    int port = Machine.freePort();
    try (ServerProgram server = behindProxies("127.0.0.0/8,::1");
        Program proxy =
            haproxy(
                "127.0.0.1", port, "accept-proxy", "127.0.0.1", server.port(), "send-proxy-v2");
        Program echo =
            connect("127.0.0.1", port, "-v", "--send-proxy", header).feed("123\n").endInput()) {
      assertEquals(0, echo.exitCode(), () -> echo + "\n" + proxy);
      assertEquals("123\n", echo.stdout());
      echo.awaitStderr("4 bytes sent, 4 bytes received");
      server.program().awaitStdout(connected(shown));
    }
  }

  /** HAProxy's own checks send LOCAL in version 2. */
  @Test
  void takesHealthChecksForWhatTheyAre() throws IOException {
    int port = Machine.freePort();
    try (ServerProgram server = behindProxies("127.0.0.9");
        Program proxy =
            haproxy(
                "127.0.0.1",
                port,
                "",
                "127.0.0.1",
                server.port(),
                "send-proxy-v2 source 127.0.0.9 check inter 100ms check-send-proxy")) {
      server.program().awaitStdout(connected("::ffff:127.0.0.9"));
      assertFalse(
          server.program().stderr().contains("rejected"), () -> server.program() + "\n" + proxy);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.0/24", "127.0.0.9"})
  void saysInOneLineWhomItRejected(String trusted) {
    try (ServerProgram server = behindProxies(trusted);
        Program echo = connect("127.0.0.1", server.port()).feed("123\n")) {
      assertEquals(1, echo.exitCode());
      server
          .program()
          .awaitStderr(
              Machine.seen("echoserver: rejected ::ffff:127.0.0.1: not from a trusted proxy")
                  + " (--proxy-from)\n");
      server.stop();
      assertEquals("", server.program().stdout());
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "bin/echoserver --proxy-protocol required 0 | --proxy-from CIDR",
        "bin/echoserver --proxy-from 10.0.0.0/8 0 | --proxy-protocol required",
        "bin/echoserver --proxy-protocol maybe 0 | must be off or required, not 'maybe'",
        "bin/echoserver --proxy-protocol required --proxy-from 10.0.0.0/99 0 | '10.0.0.0/99'",
        "bin/echoserver --proxy-protocol required --proxy-from 10.0.0.1/8 0 | 10.0.0.0/8",
        "bin/echoclient --send-proxy v3 127.0.0.1 7 | 'v3'",
        "bin/echoclient --send-proxy v1,unix:/a,unix:/b 127.0.0.1 7 | give v2",
      })
  void answersAWrongCommandLineInOneLine(String command, String part) {
    try (Program program = Program.start(List.of(command.split(" ", -1))).endInput()) {
      assertEquals(2, program.exitCode(), program::toString);
      assertEquals(1, program.stderr().lines().count(), program::toString);
      program.awaitStderr(part);
    }
  }

  /** A second list adds to the first. */
  private static ServerProgram behindProxies(String trusted) {
    List<String> options = new ArrayList<>(List.of("-n", "--proxy-protocol", "required"));
    options.addAll(List.of("--proxy-from", trusted, "--proxy-from", "192.0.2.0/24", "0"));
    return ServerProgram.start(options.toArray(String[]::new));
  }

  private static Program connect(String host, int port, String... options) {
    List<String> command = new ArrayList<>(List.of("bin/echoclient"));
    command.addAll(List.of(options));
    command.addAll(List.of(host, "" + port));
    return Program.start(command);
  }

  private Program haproxy(
      String host, int port, String bindOption, String server, int serverPort, String serverOption)
      throws IOException {
    String haproxy = Installed.require("haproxy").toString();
    Path file = folder.resolve("haproxy.cfg");
    Files.writeString(
        file,
        String.format(
            Locale.ROOT,
            """
        defaults
          mode tcp
          timeout connect 5s
          timeout client 20s
          timeout server 20s
        listen echo
          bind %s:%d %s
          server echo7 %s:%d %s
        """,
            host,
            port,
            bindOption,
            server,
            serverPort,
            serverOption));
    Program proxy = Program.start(haproxy, "-db", "-f", file.toString());
    Ports.awaitListener(port, proxy);
    return proxy;
  }

  private static String connected(String peer) {
    return Machine.seen("server connected to %s (%s)\n".formatted(peer, peer));
  }
}
