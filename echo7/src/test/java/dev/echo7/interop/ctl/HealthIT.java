package dev.echo7.interop.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.EchoClients;
import dev.echo7.interop.Program;
import dev.echo7.interop.ServerProgram;
import dev.echo7.interop.admin.AdminPlace;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** echoctl health, with the arguments of the Deployment, as the image's HEALTHCHECK uses it. */
final class HealthIT {
  private static final Path DEPLOYMENT = Path.of("deploy/kubernetes/deployment.yaml");

  @Test
  void serverThatHasAllTheConnectionsItMayHaveIsWellAndReady() throws IOException {
    try (ServerProgram server = deployed();
        EchoClients clients = new EchoClients(server.port())) {
      EchoClients.echo(clients.connect(), "first");
      EchoClients.echo(clients.connect(), "second");
      server.program().awaitStderr("at most 2 connections");
      // Through the port that is served nothing answers any more.
      Socket third = clients.connect();
      third.getOutputStream().write('x');
      third.setSoTimeout(1_000);
      Assertions.assertThrows(SocketTimeoutException.class, () -> third.getInputStream().read());
      assertEquals("alive\n", health(server).stdout());
      assertEquals("ready\n", health(server, "--ready").stdout());
    }
  }

  @Test
  void drainingServerIsWellAndNotReady() throws IOException {
    try (ServerProgram server = deployed();
        EchoClients clients = new EchoClients(server.port())) {
      Socket stuck = clients.connect();
      EchoClients.echo(stuck, "reads nothing from now on");
      Thread.ofVirtual().start(() -> sendForever(stuck));
      server.program().signal("TERM");
      long startNs = System.nanoTime();
      Check unready = health(server, "--ready");
      while (unready.exitCode() == 0) {
        assertTrue(System.nanoTime() - startNs < Program.PATIENCE.toNanos(), "it is ready always");
        unready = health(server, "--ready");
      }
      assertEquals("echoctl: the server is draining\n", unready.stderr());
      assertEquals(1, unready.exitCode());
      assertEquals("alive\n", health(server).stdout());
    }
  }

  @Test
  void healthIsExitCode1IfNobodyListens() {
    try (Program check = Program.start("bin/echoctl", "--admin", "127.0.0.1:1", "health")) {
      assertEquals(1, check.exitCode(), check::toString);
      assertTrue(check.stderr().contains("connection refused"), check::toString);
    }
  }

  /** Ports apart, and with room for two. */
  private static ServerProgram deployed() throws IOException {
    List<String> arguments = new ArrayList<>(List.of("--admin", "127.0.0.1:0"));
    new YAMLMapper()
        .readTree(Files.readString(DEPLOYMENT))
        .at("/spec/template/spec/containers/0/args")
        .valueStream()
        .map(word -> word.asString())
        .map(word -> word.equals("5007") ? "127.0.0.1:0" : word)
        .map(word -> word.equals("10000") ? "2" : word)
        .forEach(arguments::add);
    return ServerProgram.start(arguments.toArray(String[]::new));
  }

  /** What echoctl said, and how it ended. */
  private record Check(int exitCode, String stdout, String stderr) {}

  private static Check health(ServerProgram server, String... options) {
    List<String> command =
        new ArrayList<>(List.of("bin/echoctl", "--admin", AdminPlace.of(server), "health"));
    command.addAll(List.of(options));
    try (Program program = Program.start(command)) {
      return new Check(program.exitCode(), program.stdout(), program.stderr());
    }
  }

  private static void sendForever(Socket socket) {
    try {
      while (true) {
        socket.getOutputStream().write(new byte[65_536]);
      }
    } catch (IOException e) {
      // The test has ended.
    }
  }
}
