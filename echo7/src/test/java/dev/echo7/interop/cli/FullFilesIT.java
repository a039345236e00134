package dev.echo7.interop.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.Machine;
import dev.echo7.interop.Program;
import dev.echo7.interop.ServerProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What load and ping do when the files that they write are full. */
final class FullFilesIT {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String LOAD = "load -c 2 -R 200 -d 2s --warmup 0";
  private static final String PING = "ping -c 200 -i 0.01";

  /** A file of that size, in blocks of 512 or 1024 bytes, takes a beginning and no more. */
  private static final int BLOCKS = 2;

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "load, --csv, 1",
    "load, --hlog, 1",
    "load, --html, 1",
    "ping, --csv, 1",
    "ping, --hlog, 1"
  })
  void oneThatTakesNothingIsRefusedBeforeAnythingIsSent(String mode, String option, int code) {
    Assumptions.assumeTrue(Files.exists(Path.of("/dev/full")), "/dev/full is missing");
    int nobody = Machine.freePort();
    try (Program client =
        Program.start(
            "bin/echoclient", mode, "--json", option, "/dev/full", "127.0.0.1", "" + nobody)) {
      assertEquals(code, client.exitCode(), client::toString);
      JsonNode document = JSON.readTree(client.stdout());
      assertEquals(code, document.get("exitCode").asInt());
      String error = document.get("error").asString();
      assertTrue(error.contains("/dev/full") && error.contains("no space"), error);
      assertEquals("", client.stderr());
    }
  }

  /** The script of the Kubernetes job goes by that. */
  @Test
  void aLoadThatNeverBeganLeavesAnEmptyLog(@TempDir Path folder) throws Exception {
    Path log = folder.resolve("log");
    try (Program load =
        Program.start(
            "bin/echoclient", "load", "--hlog", "" + log, "127.0.0.1", "" + Machine.freePort())) {
      assertEquals(1, load.exitCode(), load::toString);
      assertEquals(0, Files.size(log));
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    LOAD + ", --hlog",
    PING + ", --hlog",
    PING + ", --csv",
  })
  void oneThatFillsUpIsToldOnceAndEndsTheRunWithOne(
      String words, String option, @TempDir Path folder) throws Exception {
    Path file = folder.resolve("full");
    try (ServerProgram server = ServerProgram.start("-q", "127.0.0.1:0");
        Program client =
            Program.shell(
                String.format(
                    Locale.ROOT,
                    "ulimit -f %d; exec bin/echoclient %s --json %s %s 127.0.0.1 %d",
                    BLOCKS,
                    words,
                    option,
                    file,
                    server.port()))) {
      assertEquals(1, client.exitCode(), client::toString);
      JsonNode document = JSON.readTree(client.stdout());
      assertEquals(1, document.get("exitCode").asInt());
      assertFalse(document.has("error"));
      assertEquals(1, client.stderr().lines().count(), client::toString);
      String complaint = "echoclient: cannot write " + option + " " + file + ": file too large";
      assertTrue(client.stderr().startsWith(complaint), client::toString);
      assertTrue(Files.size(file) > 0);
    }
  }
}
