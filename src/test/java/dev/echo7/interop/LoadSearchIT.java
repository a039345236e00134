package dev.echo7.interop;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code echoclient load --find-rate} as a program, asked how it stands and cut off. */
final class LoadSearchIT {
  @ParameterizedTest
  @ValueSource(strings = {"USR1", "QUIT"})
  void asksOfItsUserDoNotEndIt(String signal) {
    try (ServerProgram server = ServerProgram.start("-q", "127.0.0.1:0");
        Program load = search(server)) {
      load.awaitStdout("holds");
      load.signal(signal);
      load.awaitStderr("highest rate so far: 1000/s").awaitStderr("so far");
      load.awaitStderr("came back with every byte right until now");
      load.signal("INT");
      load.exitCodeWithin(Duration.ofSeconds(30));
      assertTrue(load.stdout().contains("highest rate that holds: "), load::toString);
      assertFalse(load.stdout().contains("Full thread dump"), load::toString);
    }
  }

  @Test
  void aServerThatGoesLeavesTheBestSoFar() {
    try (ServerProgram server = ServerProgram.start("-q", "127.0.0.1:0");
        Program load = search(server)) {
      load.awaitStdout("holds");
      server.program().signal("KILL");
      int code = load.exitCodeWithin(Duration.ofSeconds(60));
      assertTrue(code == 1, load::toString);
      assertTrue(load.stderr().contains("the search broke off: "), load::toString);
      assertTrue(load.stdout().contains("highest rate that holds: "), load::toString);
    }
  }

  private static Program search(ServerProgram server) {
    return Program.start(
        List.of(
            "bin/echoclient",
            "load",
            "--find-rate",
            "lost<=1000000",
            "-W",
            "1s",
            "-d",
            "2s",
            "-c",
            "4",
            "127.0.0.1",
            "" + server.port()));
  }
}
