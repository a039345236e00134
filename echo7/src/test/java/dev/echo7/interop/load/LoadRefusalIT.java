package dev.echo7.interop.load;

import static dev.echo7.interop.ClientMode.LOAD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.Machine;
import dev.echo7.interop.Program;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code echoclient load}: what it does not do, and how it says so. */
final class LoadRefusalIT {
  private static final JsonMapper JSON = JsonMapper.shared();

  @Test
  void aFileThatCannotBeWrittenIsSaidBeforeAnythingIsSent() {
    for (String option : List.of("--html", "--csv", "--hlog")) {
      try (Program load =
          LOAD.start(option + " /nosuch/folder/a 127.0.0.1 " + Machine.freePort())) {
        assertEquals(1, load.exitCode(), load::toString);
        assertEquals(1, load.stderr().lines().count(), load::toString);
        assertTrue(load.stderr().contains(option + " /nosuch/folder/a"), load::toString);
      }
    }
  }

  @Test
  void moreConnectionsThanFilesIsSaidAtOnce() {
    try (Program load =
        Program.shell("ulimit -n 1000; exec bin/echoclient load -c 5000 127.0.0.1 7")) {
      assertEquals(1, load.exitCode(), load::toString);
      assertEquals(1, load.stderr().lines().count(), load::toString);
      assertTrue(load.stderr().contains("5000 connections"), load::toString);
      assertTrue(load.stderr().contains("ulimit -n"), load::toString);
    }
  }

  @Test
  void nobodyThereIsExitCode1() {
    int port = Machine.freePort();
    try (Program load = LOAD.start("127.0.0.1 " + port)) {
      assertEquals(1, load.exitCode(), load::toString);
      assertEquals(1, load.stderr().lines().count(), load::toString);
      assertTrue(load.stderr().contains("connection refused"), load::toString);
    }
    try (Program load = LOAD.start("--json 127.0.0.1 " + port)) {
      assertEquals(1, load.exitCode(), load::toString);
      JsonNode report = JSON.readTree(load.stdout());
      assertTrue(report.get("error").asString().contains("connection refused"), load::toString);
      assertEquals("", load.stderr());
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          -c 0 localhost 7                       | --connections    | must be 1 to
          -R 0 localhost 7                       | --rate           | without --rate there is no limit
          -d 0 localhost 7                       | --duration       | must be more than 0
          -s 0 localhost 7                       | --size           | must be 1 to
          -u -s 70000 localhost 7                | not 70000        | 65507
          --depth 0 localhost 7                  | --depth          | must be 1 to
          --warmup 100% localhost 7              | '100%'           | (10%) or a time (2s)
          --warmup 20s localhost 7               | --warmup         | shorter than --duration
          --arrivals poisson localhost 7         | --arrivals       | needs --rate
          --find-rate p99<1ms -R 5 localhost 7   | --find-rate      | exclude each other
          --find-rate latency<1 localhost 7      | 'latency'        | the terms are
          --find-rate p99<1ms --frames 9 localhost 7 | --frames    | exclude each other
          --frames 0 localhost 7                 | --frames         | must be 1 or more
          --frames 1.5 localhost 7               | '1.5'            | whole number
          --frames 10 --warmup 10% localhost 7   | --warmup         | write a time
          --frames 10 -R 5 --warmup 2s localhost 7 | --frames       | give more of them
          --frames 10 -R 5 --ramp 9s localhost 7 | --frames         | shorter --warmup or --ramp
          --reconnect --depth 2 localhost 7      | --reconnect      | omit --depth
          --fail-if p99>5 localhost 7            | 'p99>5'          | unit
          --json --json-stream localhost 7       | --json           | exclude each other
          nosuch.invalid 7                       | nosuch.invalid   | check the name
          """)
  void saysInOneLineWhatIsWrong(String words, String culprit, String cure) {
    LOAD.assertRefused(words, culprit, cure);
  }
}
