package dev.echo7.interop.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.EchoClients;
import dev.echo7.interop.Program;
import dev.echo7.interop.ServerProgram;
import dev.echo7.interop.packaging.Installed;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Faults on request of a real bin/echoserver, steered with bin/echoctl and curl. */
final class FaultIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern JSON_PORT = Pattern.compile("\"listener\":\"tcp [^\"]*:(\\d+)\"");

  @TempDir private Path folder;

  private Path socket() {
    return folder.resolve("admin.sock");
  }

  private ServerProgram server(String... more) {
    List<String> arguments = new ArrayList<>(List.of("-n", "--admin", "unix:" + socket()));
    arguments.addAll(List.of(more));
    ServerProgram server = ServerProgram.start(arguments.toArray(String[]::new));
    server.program().awaitStderr("admin endpoint on ");
    return server;
  }

  private Program ctl(String... words) {
    List<String> command = new ArrayList<>(List.of("bin/echoctl", "--admin", "unix:" + socket()));
    command.addAll(List.of(words));
    return Program.start(command);
  }

  private String printed(String... words) {
    try (Program program = ctl(words)) {
      assertEquals(0, program.exitCode(), program::toString);
      assertEquals("", program.stderr(), program::toString);
      return program.stdout();
    }
  }

  private String curl(String... words) {
    Installed.require("curl");
    List<String> command =
        new ArrayList<>(List.of("curl", "-sS", "--unix-socket", socket().toString()));
    command.addAll(List.of(words));
    try (Program curl = Program.start(command)) {
      assertEquals(0, curl.exitCode(), curl::toString);
      return curl.stdout();
    }
  }

  private JsonNode status() {
    return JSON.readTree(curl("http://localhost/status"));
  }

  @Test
  void aServerSaysTheSeedThatItDrewEverywhere() {
    try (ServerProgram server = server("127.0.0.1:0", "tcp://127.0.0.1:0?delay=1ms&cut=64k")) {
      Matcher line =
          Pattern.compile(
                  "(?m)^listening on (tcp 127\\.0\\.0\\.1:\\d+) \\(\\w+, \\d+ event loops?\\), faulty: (\\S+)$")
              .matcher(server.program().stderr());
      assertTrue(line.find(), () -> server.program().toString());
      String listener = line.group(1);
      String faults = line.group(2);
      assertTrue(faults.matches("delay=1ms&cut=64k&seed=[0-9]+"), faults);
      assertFalse(line.find(), "the other one is not faulty");
      assertEquals(faults, status().get("faults").get(listener).asString());
      assertTrue(printed("fault", "ls").contains(listener + "  " + faults + "\n"));
      assertTrue(printed("stats").contains(listener + " " + faults + "\n"));
    }
  }

  @Test
  void changesAnEndpointWhileItServes() throws IOException {
    try (ServerProgram server = server("-v", "127.0.0.1:0");
        EchoClients clients = new EchoClients(server.port());
        Program tail = ctl("tail", "--json")) {
      tail.awaitStdout("\"event\":\"rates\"");
      String listener = "tcp 127.0.0.1:" + server.port();
      Socket before = clients.connect();
      EchoClients.echo(before, "hello");

      assertEquals(
          listener + " is faulty: cut=64k&seed=7\n",
          printed("fault", "set", ":" + server.port(), "cut=64k&seed=7"));
      server.program().awaitStderr(listener + " is faulty: cut=64k&seed=7\n");
      tail.awaitStdout("\"event\":\"faults\"");
      Socket client = clients.connect();
      client.getOutputStream().write(new byte[70_000]);
      assertEquals(65_536, client.getInputStream().readAllBytes().length);
      String table = printed("ls", "--sort", "-id");
      assertTrue(table.lines().findFirst().orElseThrow().endsWith("  FAULTS"), table);
      assertTrue(table.lines().skip(1).findFirst().orElseThrow().endsWith("  cut"), table);
      assertTrue(table.lines().skip(2).findFirst().orElseThrow().endsWith("  -"), table);
      client.close();
      server.program().awaitStdout(", fault: cut at byte 65536\n");
      tail.awaitStdout("\"reason\":\"fault\"");
      JsonNode faulted =
          tail.stdout()
              .lines()
              .map(JSON::readTree)
              .filter(event -> event.get("event").asString().equals("faulted"))
              .findFirst()
              .orElseThrow();
      assertEquals("cut 65536", faulted.get("word").asString() + " " + faulted.get("byte").asInt());
      assertEquals("cut=64k&seed=7:1", faulted.get("faults").asString());
      assertTrue(
          curl("http://localhost/metrics").contains("\necho7_faults_total{word=\"cut\"} 1.0\n"));
      EchoClients.echo(before, "accepted before the change");

      assertEquals(listener + " is no longer faulty\n", printed("fault", "clear"));
      server.program().awaitStderr(listener + " is no longer faulty\n");
      EchoClients.echo(clients.connect(), "x".repeat(100_000));
    }
  }

  @Test
  void actsAtOnceOnTheConnectionThatIsNamedAndNoOther() throws IOException {
    try (ServerProgram server = server("--log", "long", "127.0.0.1:0");
        EchoClients clients = new EchoClients(server.port())) {
      Socket first = clients.connect();
      EchoClients.echo(first, "hello");
      Socket other = clients.connect();
      EchoClients.echo(other, "hello");
      String id = idOf(first);
      assertEquals("stall " + id + "\n", printed("fault", "set", id, "stall"));
      server.program().awaitStdout(" fault: stall at byte 5\n");
      first.getOutputStream().write(1);
      first.setSoTimeout(300);
      assertThrows(SocketTimeoutException.class, () -> first.getInputStream().read());
      EchoClients.echo(other, "hello");
      assertEquals("cut " + idOf(other) + "\n", printed("fault", "set", idOf(other), "cut"));
      assertEquals(-1, other.getInputStream().read());
    }
  }

  private String idOf(Socket client) {
    String peer = ":" + client.getLocalPort() + " ";
    return printed("ls")
        .lines()
        .filter(line -> line.contains(peer))
        .map(line -> line.strip().split(" ", 2)[0])
        .findFirst()
        .orElseThrow();
  }

  @Test
  void curlSetsWhatAnEndpointTakes() {
    try (ServerProgram server = server("127.0.0.1:0")) {
      String listener = "tcp 127.0.0.1:" + server.port();
      String answer =
          curl(
              "-G",
              "-X",
              "PUT",
              "http://localhost/faults",
              "--data-urlencode",
              "listener=" + listener,
              "--data-urlencode",
              "query=greet=a%20b%0A&delay=50ms\u00b110ms&seed=7");
      JsonNode set = Objects.requireNonNull(JSON.readTree(answer).get("listeners").get(0));
      assertEquals(listener, set.get("listener").asString());
      assertEquals("greet=a%20b%0A&delay=50ms\u00b110ms&seed=7", set.get("faults").asString());
      assertTrue(printed("fault", "ls").contains("greet=a%20b%0A&delay=50ms+-10ms&seed=7"), answer);
      curl("-X", "DELETE", "http://localhost/faults");
      assertEquals(0, status().get("faults").size());
    }
  }

  @Test
  void aReadOnlyTokenCannotSet() throws IOException {
    Path token = secret("token", "open-sesame-open-sesame");
    Path reading = secret("reading", "only-look-only-look");
    try (ServerProgram server =
            server(
                "--admin-token-file",
                token.toString(),
                "--admin-read-token-file",
                reading.toString(),
                "127.0.0.1:0");
        Program sees = ctl("fault", "ls", "--token-file", reading.toString());
        Program sets =
            ctl("fault", "set", ":" + server.port(), "stall", "--token-file", reading.toString())) {
      assertEquals(0, sees.exitCode(), sees::toString);
      assertEquals(1, sets.exitCode(), sets::toString);
      assertTrue(sets.stderr().contains("this token is read-only"), sets::toString);
      assertFalse(server.program().stderr().contains("faulty"), sets::toString);
    }
  }

  private Path secret(String name, String text) throws IOException {
    Path file = Files.writeString(folder.resolve(name), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void theJsonLogNamesWordByteAndInstant() throws IOException {
    try (Program server =
        Program.start("bin/echoserver", "-n", "--log", "json", "tcp://127.0.0.1:0?cut=3&seed=7")) {
      Matcher port = JSON_PORT.matcher(server.awaitStdout("noticed").stdout());
      assertTrue(port.find(), server::toString);
      try (EchoClients clients = new EchoClients(Integer.parseInt(port.group(1)))) {
        Socket client = clients.connect();
        client.getOutputStream().write(new byte[5]);
        assertEquals(3, client.getInputStream().readAllBytes().length);
      }
      server.awaitStdout("\"closed\"").awaitStdout(text -> text.endsWith("\n"));
      List<JsonNode> lines = server.stdout().lines().map(JSON::readTree).toList();
      assertEquals("cut=3&seed=7", lines.getFirst().get("faults").asString());
      JsonNode closed =
          lines.stream()
              .filter(line -> line.get("event").asString().equals("closed"))
              .findFirst()
              .orElseThrow();
      assertEquals("fault", closed.get("reason").asString());
      assertEquals("cut=3&seed=7:1", closed.get("faults").asString());
      JsonNode hit = closed.get("faultHits").get(0);
      assertEquals("cut 3", hit.get("word").asString() + " " + hit.get("byte").asInt());
      String instant = hit.get("time").asString();
      assertTrue(instant.compareTo(closed.get("time").asString()) <= 0, closed::toString);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "bin/echoserver tcp://:0?lag=5ms | 'tcp://:0?lag=5ms': unknown fault 'lag': did you mean delay?",
        "bin/echoserver 0 tcp://:0?dely=5ms | unknown fault 'dely': did you mean delay?",
        "bin/echoserver tcp://:0?cut | 'cut' needs a value; write cut=64k",
        "bin/echoserver udp://:0?cut=5 | 'cut' is for streams, not for udp; that has delay,",
        "bin/echoserver tcp://:0?chance=5% | 'chance' belongs to the fault before it;",
        "bin/echoserver 0?delay=5 | '5' is not a time, which needs a unit; write 50ms",
        "bin/echoclient tcp://localhost:7?delay=5ms | 'tcp://localhost:7?delay=5ms': faults belong to the server",
        "bin/echoclient ping unix:/run/echo?stall | faults belong to the server; give '?stall' to echoserver",
        "bin/echoclient load localhost:7?cut=1 | faults belong to the server",
        "bin/echoclient check -u localhost:7?drop=5% | faults belong to the server",
        "bin/echoctl fault set :7 lag=5ms | unknown fault 'lag': did you mean delay?",
      })
  void aWrongQueryIsAWrongCommandLine(String command, String part) {
    try (Program program = Program.start(List.of(command.split(" ", -1)))) {
      assertEquals(2, program.exitCode(), program::toString);
      assertEquals(1, program.stderr().lines().count(), program::toString);
      assertTrue(program.stderr().contains(part), program::toString);
      assertEquals("", program.stdout());
    }
  }
}
