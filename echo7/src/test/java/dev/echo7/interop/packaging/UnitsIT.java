package dev.echo7.interop.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** deploy/systemd and deploy/etc: what a package installs for init. */
final class UnitsIT {
  private static final Path UNITS = Path.of("deploy/systemd");
  private static final Path CONFIGURATION = Path.of("deploy/etc/server.conf");
  private static final double MOST_EXPOSURE = 2.0;
  private static final Set<String> NOT_FOR_A_SERVICE = Set.of("--help", "--version", "--inetd");
  @TempDir private Path folder;

  @Test
  void systemdFindsNothingWrongWithTheUnits() throws IOException {
    assertEquals(List.of(), wrongWithOurUnits(service()));
  }

  /** The test above can fail, and reports only our units. */
  @Test
  void systemdNamesWhatIsWrongWithTheUnitsAndWeLookAtOursAlone() throws IOException {
    Path wanted = Files.createDirectory(folder.resolve("sysinit.target.wants"));
    Path other = folder.resolve("other.service");
    Files.writeString(other, "[Service]\nExecStart=/bin/true\nUnknown=1\n");
    Files.createSymbolicLink(wanted.resolve("other.service"), other);
    List<String> wrong = wrongWithOurUnits(service().replace("\nType=", "\nTpye="));
    assertEquals(1, wrong.size(), wrong::toString);
    assertTrue(wrong.getFirst().contains("Tpye"), wrong::toString);
  }

  /** What systemd reports about the units; it also checks the units that they depend on. */
  private List<String> wrongWithOurUnits(String service) throws IOException {
    String analyze = Installed.require("systemd-analyze").toString();
    Path ours = Files.writeString(folder.resolve("echo7.service"), service);
    Path socket = Files.copy(UNITS.resolve("echo7.socket"), folder.resolve("echo7.socket"));
    ProcessBuilder builder =
        Program.builder(analyze, "verify", "--man=no", ours.toString(), socket.toString());
    builder.environment().put("SYSTEMD_UNIT_PATH", folder + ":");
    try (Program verify = Program.start(builder)) {
      assertEquals(0, verify.exitCode(), verify::toString);
      return verify.stderr().lines().filter(line -> line.contains("echo7.")).toList();
    }
  }

  private static String service() throws IOException {
    String service = Files.readString(UNITS.resolve("echo7.service"));
    String server = Path.of("bin/echoserver").toAbsolutePath().toString();
    assertTrue(service.contains("=/usr/bin/echoserver "));
    return service.replace("/usr/bin/echoserver", server);
  }

  @Test
  void systemdCallsTheServiceLittleExposed() {
    String analyze = Installed.require("systemd-analyze").toString();
    String unit = UNITS.resolve("echo7.service").toString();
    try (Program security = Program.start(analyze, "security", "--offline=true", unit)) {
      assertEquals(0, security.exitCode(), security::toString);
      Matcher level =
          Pattern.compile("exposure level for echo7.service: ([0-9.]+)").matcher(security.stdout());
      assertTrue(level.find(), security::toString);
      assertTrue(Double.parseDouble(level.group(1)) <= MOST_EXPOSURE, security::toString);
    }
  }

  /** The filter of the unit, as systemd expands it, against what a serving run calls. */
  @Test
  void theSystemCallFilterLetsThroughWhatTheServerCalls() throws IOException {
    String strace = Installed.require("strace").toString();
    Path trace = folder.resolve("trace");
    List<String> command =
        List.of(strace, "-f", "-qq", "-o", trace.toString()).stream()
            .collect(Collectors.toCollection(java.util.ArrayList::new));
    command.addAll(List.of("bin/echoserver", "-u", "127.0.0.1:0", "tls://127.0.0.1:0"));
    try (Program traced = Program.start(command)) {
      traced.awaitStderr("listening on tls");
      Matcher port = Pattern.compile("on tcp 127.0.0.1:(\\d+) ").matcher(traced.stderr());
      assertTrue(port.find(), traced::toString);
      serve("127.0.0.1:" + port.group(1));
      serve("udp://127.0.0.1:" + port.group(1));
      Path calls = Path.of("/proc/" + traced.pid() + "/task/" + traced.pid() + "/children");
      String server = Files.readString(calls).strip();
      try (Program kill = Program.shell("kill -HUP " + server + "; kill -TERM " + server)) {
        assertEquals(0, kill.exitCode());
      }
      assertEquals(0, traced.exitCode(), traced::toString);
    }
    Set<String> called = matches("(?m)^\\d+ +([a-z_0-9]+)\\(", Files.readString(trace), 1);
    Set<String> admitted = callsOf("@system-service");
    admitted.removeAll(callsOf("@privileged"));
    admitted.removeAll(callsOf("@resources"));
    Assumptions.assumeTrue(!admitted.isEmpty(), "systemd-analyze knows no filter sets here");
    assertTrue(called.size() > 30 && called.contains("epoll_wait"), called::toString);
    called.removeAll(admitted);
    // A container's own filter and an old systemd may not know the newest.
    assertEquals(Set.of(), called);
  }

  private static void serve(String endpoint) {
    try (Program client = Program.start("bin/echoclient", endpoint)) {
      client.feed("123\n").endInput();
      assertEquals(0, client.exitCode(), client::toString);
    }
  }

  /** A set may hold others; systemd-analyze prints one level. */
  private static Set<String> callsOf(String name) {
    String analyze = Installed.require("systemd-analyze").toString();
    try (Program filter = Program.start(analyze, "syscall-filter", "--no-pager", name)) {
      assertEquals(0, filter.exitCode(), filter::toString);
      Set<String> calls = new TreeSet<>();
      for (String word : matches("(?m)^ +([@a-z_0-9-]+)$", filter.stdout(), 1)) {
        if (word.startsWith("@")) {
          calls.addAll(callsOf(word));
        } else {
          calls.add(word);
        }
      }
      return calls;
    }
  }

  @Test
  void theConfigurationNamesEveryOptionAndSetsNone() throws IOException {
    String text = Files.readString(CONFIGURATION);
    assertTrue(
        text.lines().allMatch(line -> line.isBlank() || line.startsWith("#")), "an option is set");
    try (Program help = Program.start("bin/echoserver", "--help")) {
      assertEquals(0, help.exitCode(), help::toString);
      Set<String> missing = matches("(?m)^ +(?:-\\w, )?(--[a-z-]+)", help.stdout(), 1);
      assertTrue(missing.size() > 10, missing::toString);
      missing.removeAll(NOT_FOR_A_SERVICE);
      missing.removeAll(matches("(?m)^#(--[a-z-]+)", text, 1));
      assertEquals(Set.of(), missing);
    }
  }

  @Test
  void theServerReadsTheConfiguration() throws IOException {
    String text = Files.readString(CONFIGURATION);
    Path changed =
        Files.writeString(
            folder.resolve("server.conf"),
            text.replace("#--event-loops", "--event-loops") + "127.0.0.1:0\n");
    try (Program server = Program.start("bin/echoserver", "@" + changed)) {
      server.awaitStderr("listening on tcp 127.0.0.1:").awaitStderr("(epoll, 2 event loops)");
      assertFalse(server.stderr().contains("echoserver:"), server::toString);
    }
  }

  private static Set<String> matches(String pattern, String text, int group) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map((MatchResult match) -> match.group(group))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
