package dev.echo7.interop.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.Program;
import dev.echo7.interop.ServerProgram;
import dev.echo7.interop.admin.AdminPlace;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The programs when the reader of their standard output has gone. */
final class GoneReaderIT {
  /** Command lines that would run for longer. */
  private static final Duration AT_ONCE = Duration.ofSeconds(10);

  private static @Nullable ServerProgram server;
  private static String admin = "";
  private static String udpPort = "";

  @BeforeAll
  static void start() {
    ServerProgram started =
        ServerProgram.start(
            "-q", "-n", "--admin", "127.0.0.1:0", "127.0.0.1:0", "udp://127.0.0.1:0");
    server = started;
    admin = AdminPlace.of(started);
    udpPort = port("udp", started.program());
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "echoclient ping -i 0.2 TCP",
        "echoclient ping -i 60 TCP",
        "echoclient ping -u -i 0.2 UDP",
        "echoclient ping -f TCP",
        "echoclient ping --reconnect TCP",
        "echoclient ping --json-stream TCP",
        "echoclient ping -c 1000 127.0.0.1:1",
        "echoclient ping --sweep-ports 2 -c 1000 TCP",
        "echoclient load -R 50 -c 2 -d 60s --json-stream TCP",
        "echoctl --admin ADMIN ls --watch",
      })
  void afterItsFirstLineTheProgramEndsWith141(String command) {
    assertEnds(command, "head -n 1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "echoclient ping -q TCP",
        "echoclient ping --json TCP",
        "echoclient ping --sweep-ports 2 -c 1000 TCP",
        "echoclient load -q -R 50 -c 2 -d 60s TCP",
        "echoclient load --json -R 50 -c 2 -d 60s TCP",
        "echoclient load --json --find-rate p99<10s -c 2 -d 20s TCP",
        "echoctl --admin ADMIN tail",
        "echoctl --admin ADMIN tail --json",
        "echoclient TCP",
        "echoclient -u UDP",
      })
  void beforeAnythingIsWrittenTheProgramEndsWith141(String command) {
    assertEnds(command, "true");
  }

  private static void assertEnds(String command, String reader) {
    int port = Objects.requireNonNull(server).port();
    String words =
        command
            .replace("TCP", "127.0.0.1:" + port)
            .replace("UDP", "127.0.0.1:" + udpPort)
            .replace("ADMIN", admin)
            .replace("p99<10s", "'p99<10s'");
    // Standard input is open but empty: line mode waits for it.
    try (Program pipe = Program.shell("{ bin/" + words + "; echo \"exit $?\" >&2; } | " + reader)) {
      assertEquals(0, pipe.exitCodeWithin(AT_ONCE), pipe::toString);
      assertEquals("exit 141\n", pipe.stderr(), pipe::toString);
    }
  }

  @Test
  void theServerGoesOnAndSaysOnceHowManyLinesAreLost() {
    try (Program pipe =
        Program.shell("{ bin/echoserver -n 127.0.0.1:0; echo \"exit $?\" >&2; } | true")) {
      pipe.awaitStderr("event loop");
      String port = port("tcp", pipe);
      for (int i = 0; i < 3; i++) {
        try (Program client = Program.start("bin/echoclient", "127.0.0.1", port)) {
          client.feed("123\n").endInput();
          assertEquals(0, client.exitCode(), client::toString);
        }
        pipe.awaitStderr("its lines are lost");
      }
      ProcessHandle.of(pipe.pid()).stream()
          .flatMap(ProcessHandle::descendants)
          .filter(each -> each.info().command().orElse("").endsWith("/java"))
          .forEach(ProcessHandle::destroy);
      pipe.awaitStderr("exit 0");
      assertEquals(1, pipe.stderr().split("standard output: ", -1).length - 1, pipe::toString);
      assertTrue(pipe.stderr().contains("drained"), pipe::toString);
    }
  }

  private static String port(String scheme, Program server) {
    String line = "listening on " + scheme + " 127.0.0.1:";
    server.awaitStderr(text -> text.contains(line) && text.endsWith("\n"));
    return server.stderr().replaceAll("(?s).*" + line + "(\\d+) .*", "$1");
  }
}
