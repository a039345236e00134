package dev.echo7.interop.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.Program;
import dev.echo7.interop.ServerProgram;
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
      // Whether a rate holds depends on how busy this machine is; that it is tried does not.
      load.awaitStdout("1000/s  p50");
      load.signal(signal);
      load.awaitStderr(" so far").awaitStderr(" verified so far");
      load.signal("TERM");
      load.exitCodeWithin(Duration.ofSeconds(30));
      assertTrue(load.stdout().contains("rate that holds: ") || load.stdout().contains("no rate"));
      assertFalse(load.stdout().contains("Full thread dump"), load::toString);
    }
  }

  @Test
  void aServerThatGoesEndsItAndIsNamed() {
    try (ServerProgram server = ServerProgram.start("-q", "127.0.0.1:0");
        Program load = search(server)) {
      load.awaitStdout("1000/s  p50");
      server.program().signal("KILL");
      assertEquals(1, load.exitCodeWithin(Duration.ofSeconds(60)), load::toString);
      assertTrue(load.stderr().contains("connection refused"), load::toString);
      boolean held = load.stdout().contains("  holds\n");
      assertEquals(held, load.stdout().contains("highest rate that holds: "), load::toString);
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
