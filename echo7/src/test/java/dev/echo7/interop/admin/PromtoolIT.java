package dev.echo7.interop.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.echo7.interop.Program;
import dev.echo7.interop.ServerProgram;
import dev.echo7.interop.packaging.Installed;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prometheus' own tool, about all that we have for Prometheus. */
final class PromtoolIT {
  @TempDir private Path folder;

  @BeforeEach
  void findIt() {
    Installed.require("promtool");
    Installed.require("curl");
  }

  @Test
  void findsNothingWrongWithTheRulesTheExampleAndWhatTheRulesDo() {
    assertClean("cd deploy/prometheus && promtool check rules alerts.yml");
    assertClean("cd deploy/prometheus && promtool check config prometheus.yml");
    assertClean("cd deploy/prometheus && promtool test rules alerts_test.yml");
  }

  /** Of names and help texts too; it reads the format more strictly than Prometheus does. */
  @Test
  void findsNothingWrongWithTheMetricsOfARunningServer() throws Exception {
    Path socket = folder.resolve("admin.sock");
    try (ServerProgram server =
        ServerProgram.start("-q", "127.0.0.1:0", "--admin", "unix:" + socket)) {
      server.program().awaitStderr("admin endpoint on");
      Path page = folder.resolve("metrics");
      assertClean("curl -sS --unix-socket " + socket + " http://localhost/metrics -o " + page);
      assertEquals(true, Files.readString(page).contains("echo7_build_info"));
      assertClean("promtool check metrics < " + page);
      server.stop();
    }
  }

  private static void assertClean(String command) {
    try (Program program = Program.shell(command)) {
      assertEquals(0, program.exitCode(), program::toString);
    }
  }
}
