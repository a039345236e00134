package dev.echo7.interop.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.EchoClients;
import dev.echo7.interop.Program;
import dev.echo7.interop.ServerProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** bin/echoctl with a real server: over a Unix socket and TCP. */
final class EchoCtlIT {
  @TempDir private Path folder;

  private String socket() {
    return "unix:" + folder.resolve("admin.sock");
  }

  private ServerProgram server(String... more) {
    List<String> arguments = new ArrayList<>(List.of("-q", "-n", "--admin", socket()));
    arguments.addAll(List.of(more));
    arguments.add("127.0.0.1:0");
    ServerProgram server = ServerProgram.start(arguments.toArray(String[]::new));
    server.program().awaitStderr("admin endpoint on ");
    return server;
  }

  private Program ctl(String... words) {
    List<String> command = new ArrayList<>(List.of("bin/echoctl", "--admin", socket()));
    command.addAll(List.of(words));
    return Program.start(command);
  }

  /** Its lines, of one that must do what it is told. */
  private List<String> lines(String... words) {
    try (Program program = ctl(words)) {
      assertEquals(0, program.exitCode(), program::toString);
      assertEquals("", program.stderr(), program::toString);
      return program.stdout().lines().toList();
    }
  }

  private void awaitConnections(int count) {
    long endNs = System.nanoTime() + Program.PATIENCE.toNanos();
    while (lines("ls").size() != count + 1) {
      assertTrue(System.nanoTime() - endNs < 0, "never " + count + " connections");
    }
  }

  @Test
  void listsWhoIsConnectedByAnyColumn() throws IOException {
    try (ServerProgram server = server();
        EchoClients clients = new EchoClients(server.port())) {
      Socket quiet = clients.connect();
      Socket loud = clients.connect();
      EchoClients.echo(loud, "x".repeat(1_234_567));
      awaitConnections(2);
      List<String> table = lines("ls", "--sort", "-in");
      assertTrue(
          table.get(0).matches("ID +PEER +NAME +TRANSPORT +AGE +IDLE +IN +OUT +RATE +RTT .*"),
          table::toString);
      assertTrue(table.get(1).contains("127.0.0.1:" + loud.getLocalPort()), table::toString);
      assertTrue(table.get(1).contains(" tcp "), table::toString);
      assertTrue(table.get(1).contains("  1.2M  1.2M  "), table::toString);
      assertTrue(table.get(2).contains("127.0.0.1:" + quiet.getLocalPort()), table::toString);
      assertEquals(2, lines("ls", "--sort", "-in", "--limit", "1").size());
      assertEquals(1, lines("ls", "--peer", "192.0.2.0/24").size());
      assertEquals(3, lines("ls", "--peer", "127.0.0.0/8").size());
      List<String> objects = lines("ls", "--json");
      assertEquals(2, objects.size());
      assertTrue(objects.get(0).matches("\\{\"id\":\\d+,.*\"rate\":\\d+}"), objects::toString);
    }
  }

  @Test
  void closesTheOneThatIsNamedAndNoOther() throws IOException {
    try (ServerProgram server = server();
        EchoClients clients = new EchoClients(server.port())) {
      List<Socket> three = List.of(clients.connect(), clients.connect(), clients.connect());
      awaitConnections(3);
      Socket second = three.get(1);
      String id = idOf(second);
      assertEquals(List.of("closing " + id), lines("close", id));
      assertEquals(-1, second.getInputStream().read());
      second.close();
      awaitConnections(2);
      EchoClients.echo(three.get(0), "still here");
      EchoClients.echo(three.get(2), "still here");

      String third = idOf(three.get(2));
      assertEquals(List.of("reset " + third), lines("reset", third));
      Assertions.assertThrows(SocketException.class, () -> three.get(2).getInputStream().read());

      try (Program gone = ctl("close", third)) {
        assertEquals(1, gone.exitCode(), gone::toString);
        assertEquals(
            "echoctl: no open connection has the id " + third + "; see echoctl ls\n",
            gone.stderr());
      }
      assertEquals(1, lines("close", "--peer", "127.0.0.0/8").size());
      assertEquals(-1, three.get(0).getInputStream().read());
    }
  }

  private String idOf(Socket client) {
    String peer = "127.0.0.1:" + client.getLocalPort();
    return lines("ls").stream()
        .filter(line -> line.contains(" " + peer + " "))
        .map(line -> line.strip().split(" ", 2)[0])
        .findFirst()
        .orElseThrow();
  }

  @Test
  void tellsEventsAsTheyHappenAndTheReceiptOfADrain() throws IOException {
    try (ServerProgram server = server();
        EchoClients clients = new EchoClients(server.port());
        Program tail = ctl("tail");
        Program json = ctl("tail", "--json")) {
      json.awaitStdout("\"event\":\"rates\"");
      Socket client = clients.connect();
      EchoClients.echo(client, "hello");
      String peer = "127.0.0.1:" + client.getLocalPort();
      tail.awaitStdout(" opened   1 tcp " + peer + "\n");
      client.close();
      tail.awaitStdout(" closed   1 tcp " + peer + ": 5 bytes in, 5 out, ");
      tail.awaitStdout(", peer-closed, by peer\n");
      json.awaitStdout("\"event\":\"closed\"");
      clients.connect();
      tail.awaitStdout(" opened   2 tcp ");
      List<String> receipt = lines("drain");
      assertEquals("draining", receipt.getFirst());
      assertEquals("drained 1 connection, cut 0", receipt.getLast());
      assertEquals(0, tail.exitCode(), tail::toString);
      tail.awaitStdout(" drain    started\n");
      assertEquals(0, server.program().exitCode(), () -> server.program().toString());
    }
  }

  @Test
  void missesTheReceiptOfAServerThatIsKilled() throws IOException {
    try (ServerProgram server = server("--drain-timeout", "60s");
        EchoClients clients = new EchoClients(server.port())) {
      clients.stuck();
      awaitConnections(1);
      try (Program drain = ctl("drain")) {
        drain.awaitStdout("draining\n1 connection left\n");
        server.program().signal("KILL");
        assertEquals(1, drain.exitCode(), drain::toString);
        assertEquals(
            "echoctl: the server exited without reporting its drain; see its log\n",
            drain.stderr());
      }
    }
  }

  @Test
  void drainsThoughAllPlacesForReadersOfEventsAreTaken() throws IOException {
    List<Program> tails = new ArrayList<>();
    try (ServerProgram server = server()) {
      for (int i = 0; i < 16; i++) {
        tails.add(
            Program.start(
                "curl",
                "-sSN",
                "--unix-socket",
                folder.resolve("admin.sock").toString(),
                "http://localhost/events"));
      }
      for (Program tail : tails) {
        tail.awaitStdout("event: rates");
      }
      List<String> said = lines("drain");
      assertEquals("draining", said.getFirst());
      assertTrue(said.getLast().startsWith("the server has exited"), said::toString);
      assertEquals(0, server.program().exitCode());
    } finally {
      tails.forEach(Program::close);
    }
  }

  @Test
  void tellsWhatTheServerHasDone() throws IOException {
    try (ServerProgram server = server();
        EchoClients clients = new EchoClients(server.port())) {
      EchoClients.echo(clients.connect(), "hello");
      List<String> stats = lines("stats");
      assertTrue(stats.contains("bytes        5 in, 5 out"), stats::toString);
      assertTrue(stats.contains("listening    tcp 127.0.0.1:" + server.port()), stats::toString);
      assertTrue(lines("stats", "--json").getFirst().startsWith("{\"version\":"));
    }
  }

  /** What a peer calls itself must not reach a terminal as it is. */
  @Test
  void escapesHostileNames() {
    try (ServerProgram server =
            server("--proxy-protocol", "required", "--proxy-from", "127.0.0.1");
        Program client =
            Program.start(
                "bin/echoclient",
                "--send-proxy",
                "v2,unix:/\u001b[31mred\u009b,unix:/b",
                "127.0.0.1",
                "" + server.port())) {
      awaitConnections(1);
      for (String shown : List.of(lines("ls").getLast(), lines("ls", "--json").getLast())) {
        assertTrue(shown.contains("[31mred"), () -> shown + client);
        assertTrue(shown.chars().allMatch(c -> c >= ' ' && c < 0x7f), shown);
      }
    }
  }

  @Test
  void showsItsTokenWhereOneIsWanted() throws IOException {
    Path token = secret("token", "open-sesame-open-sesame\n");
    Path wrong = secret("wrong", "nonsense-and-more-nonsense\n");
    try (ServerProgram server = server("--admin-token-file", token.toString());
        Program none = ctl("ls");
        Program other = ctl("ls", "--token-file", wrong.toString())) {
      assertEquals(1, none.exitCode(), none::toString);
      assertTrue(none.stderr().contains("give --token-file FILE"), none::toString);
      assertEquals(1, other.exitCode(), other::toString);
      assertTrue(other.stderr().contains("rejected the token"), other::toString);
      assertEquals(
          1, lines("ls", "--token-file", token.toString()).size(), server.program()::toString);
    }
  }

  private Path secret(String name, String text) throws IOException {
    Path file = Files.writeString(folder.resolve(name), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "bin/echoctl | 2 | missing COMMAND: ls, close",
        "bin/echoctl lst | 2 | unknown command 'lst': did you mean ls?",
        "bin/echoctl ls --sort size | 2 | no column 'size'; choose from id, peer",
        "bin/echoctl ls --watch 0 | 2 | --watch must be 100ms or more",
        "bin/echoctl close | 2 | --peer CIDR",
        "bin/echoctl close 1 --peer ::1 | 2 | exclude each other",
        "bin/echoctl close one | 2 | echoctl close: 'one' is not an ID",
        "bin/echoctl --admin udp://localhost:7 ls | 2 | HOST:PORT or unix:/PATH",
        "bin/echoctl --admin 127.0.0.1 ls | 2 | --admin must be HOST:PORT or unix:/PATH, not '127.0.0.1'",
        "bin/echoctl --admin unix:relative.sock ls | 2 | HOST:PORT or unix:/PATH",
        "bin/echoctl --admin unix:/no/such/socket ls | 1 | is the server running, and is that its path?",
        "bin/echoctl --admin 127.0.0.1:1 ls | 1 | connection refused",
        "bin/echoctl --token-file /no/such/file ls --admin 127.0.0.1:1 | 1 | /no/such/file: it"
            + " cannot be read: no such file or directory",
      })
  void saysInOneLineWhatIsWrong(String command, int code, String part) {
    try (Program program = Program.start(List.of(command.split(" ", -1)))) {
      assertComplains(program, code, part);
    }
  }

  private static void assertComplains(Program program, int code, String part) {
    assertEquals(code, program.exitCode(), program::toString);
    assertEquals(1, program.stderr().lines().count(), program::toString);
    assertTrue(program.stderr().startsWith("echoctl"), program::toString);
    assertTrue(program.stderr().contains(part), program::toString);
    assertEquals("", program.stdout());
  }

  @Test
  void saysThatThereIsNoServerWhereNoneIs() {
    ProcessBuilder builder = Program.builder("bin/echoctl", "ls");
    builder.environment().remove("ECHO7_ADMIN");
    builder.environment().put("XDG_RUNTIME_DIR", folder.toString());
    try (Program program = Program.start(builder)) {
      assertComplains(program, 1, "no server found");
      program.awaitStderr(folder.resolve("echo7/admin.sock").toString());
    }
  }

  @Test
  void findsTheSocketOfItsUser() throws IOException {
    Path place = Files.createDirectory(folder.resolve("echo7")).resolve("admin.sock");
    ProcessBuilder builder = Program.builder("bin/echoctl", "stats");
    builder.environment().remove("ECHO7_ADMIN");
    builder.environment().put("XDG_RUNTIME_DIR", folder.toString());
    try (ServerProgram server =
        ServerProgram.start("-q", "--admin", "unix:" + place, "127.0.0.1:0")) {
      server.program().awaitStderr("admin endpoint on ");
      try (Program program = Program.start(builder)) {
        assertEquals(0, program.exitCode(), program::toString);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no HTTP at all\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n[]",
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{\"a\":nope",
        "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
      })
  void saysThatSomethingElseAnswers(String answer) throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Program program =
            Program.start("bin/echoctl", "--admin", "127.0.0.1:" + other.getLocalPort(), "stats");
        Socket accepted = other.accept()) {
      accepted.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
      assertComplains(program, 1, "is not an Echo7 admin endpoint");
    }
  }

  @Test
  void endsQuietlyWhenNobodyReadsItsOutput() {
    try (ServerProgram server = server();
        Program program =
            Program.shell(
                "bin/echoctl --admin " + socket() + " tail --json | head -1 >/dev/null")) {
      assertEquals(0, program.exitCode(), () -> program + "\n" + server.program());
      assertEquals("", program.stderr(), program::toString);
    }
  }
}
