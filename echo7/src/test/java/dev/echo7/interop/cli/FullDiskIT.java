package dev.echo7.interop.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.echo7.interop.Program;
import dev.echo7.interop.ServerProgram;
import dev.echo7.interop.admin.AdminPlace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The programs when standard output is a file on a full disk. */
final class FullDiskIT {
  private static @Nullable ServerProgram server;
  private static String admin = "";

  @BeforeAll
  static void start() {
    Assumptions.assumeTrue(Files.exists(Path.of("/dev/full")), "/dev/full is missing");
    ServerProgram started =
        ServerProgram.start("-q", "-n", "--admin", "127.0.0.1:0", "127.0.0.1:0");
    server = started;
    admin = AdminPlace.of(started);
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
        "echoclient ping -c 2 -i 0.1 TCP",
        "echoclient ping TCP",
        "echoclient ping --json -c 1 TCP",
        "echoclient ping --json -c 1 127.0.0.1:1",
        "echoclient ping --sweep-ports 2 -c 1 TCP",
        "echoclient load -d 60s TCP",
        "echoclient load --json -d 300ms TCP",
        "echoclient check --only single-byte,half-close TCP",
        "echoclient TCP",
        "echoclient --help",
        "echoclient --version",
        "echoclient load --help",
        "echoserver --help",
        "echoserver --version",
        "echoctl --help",
        "echoctl --version",
        "echoctl --admin ADMIN stats",
        "echoctl --admin ADMIN ls",
        "echoctl --admin ADMIN tail --json",
      })
  void theProgramEndsWithOneAndNamesStandardOutput(String command) {
    String words =
        command
            .replace("TCP", "127.0.0.1:" + Objects.requireNonNull(server).port())
            .replace("ADMIN", admin);
    try (Program program = Program.shell("exec bin/" + words + " >/dev/full").feed("123\n")) {
      assertEquals(1, program.exitCode(), program::toString);
      assertEquals(
          command.replaceFirst(" .*", "")
              + ": cannot write standard output: no space left on device; free some disk space"
              + " (see df)\n",
          program.stderr(),
          program::toString);
    }
  }
}
