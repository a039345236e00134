package dev.echo7.interop.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.Program;
import dev.echo7.interop.ServerProgram;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The programs by {@code java -jar}, as on systems that have no script of ours. */
final class JarIT {
  private static List<String> jar(String words) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    List<String> all = List.of(words.split(" ", -1));
    all.stream().filter(word -> word.startsWith("-X")).forEach(command::add);
    command.addAll(List.of("-jar", "target/echo7.jar"));
    all.stream().filter(word -> !word.startsWith("-X")).forEach(command::add);
    return command;
  }

  /** {@code -Xrs} leaves INT, TERM and HUP to the system, as one without these signals would. */
  @ParameterizedTest
  @ValueSource(strings = {"", "-Xrs "})
  void servesAndAsks(String options) {
    try (ServerProgram server = ServerProgram.of(jar(options + "server -n -v 127.0.0.1:0"))) {
      String place = "127.0.0.1 " + server.port();
      try (Program line =
          Program.start(jar(options + "client " + place)).feed("123\n").endInput()) {
        assertEquals(0, line.exitCode(), line::toString);
        assertEquals("123\n", line.stdout());
        assertEquals("", line.stderr());
      }
      try (Program ping = Program.start(jar(options + "client ping -c 2 -i 0.1 " + place))) {
        assertTrue(ping.exitCode() % 4 == 0, ping::toString);
        assertTrue(ping.stdout().contains("2 packets transmitted, 2 received"), ping::toString);
        assertEquals("", ping.stderr());
      }
      try (Program load = Program.start(jar(options + "client load -c 2 -d 500ms " + place))) {
        assertTrue(load.exitCode() % 4 == 0, load::toString);
        assertEquals("", load.stderr());
      }
      List<String> said = server.program().stderr().lines().toList();
      assertTrue(said.getFirst().startsWith("listening on tcp 127.0.0.1:"), said::toString);
      assertEquals(2, said.size(), said::toString);
    }
  }

  @Test
  void endsByDraining() {
    try (ServerProgram server = ServerProgram.of(jar("server -n 127.0.0.1:0"))) {
      server.stop(); // Which insists on the exit code of a drain.
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bench | no program 'bench'",
        "'' | missing program",
      })
  void saysWhichProgramsThereAre(String word, String problem) {
    List<String> command = jar(word);
    command.removeIf(String::isEmpty);
    try (Program program = Program.start(command)) {
      assertEquals(2, program.exitCode(), program::toString);
      assertEquals(
          "echo7: " + problem + ": java -jar echo7.jar server|client|ctl [ARGUMENTS]\n",
          program.stderr());
    }
  }
}
