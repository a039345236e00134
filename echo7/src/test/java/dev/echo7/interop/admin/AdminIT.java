package dev.echo7.interop.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.Program;
import dev.echo7.interop.ServerProgram;
import dev.echo7.interop.packaging.Installed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** The admin endpoint of the program, asked by curl: the walk-through of docs/operations.md. */
@Isolated("uses up the descriptors of a server, which takes a while to notice")
final class AdminIT {
  @TempDir private Path folder;

  @BeforeEach
  void findCurl() {
    Installed.require("curl");
  }

  @Test
  void showsWhoIsConnectedClosesThatOneAndDrains() throws Exception {
    try (ServerProgram server = start("-q");
        Program first = client(server);
        Program second = client(server)) {
      String table = curl("/connections");
      assertTrue(table.contains("\"total\":2"), table);
      assertTrue(table.contains("\"name\":\"localhost\"") || table.contains("127.0.0.1"), table);
      assertEquals("202", status("-X", "DELETE", "/connections/1"));
      assertEquals(1, first.exitCode());
      second.feed("again\n").awaitStdout("again\n");
      second.endInput();
      assertEquals(0, second.exitCode());
      assertEquals("202", status("-X", "POST", "/drain"));
      assertEquals(0, server.program().exitCode());
      assertTrue(server.program().stderr().contains("drained 0 connections"));
      assertEquals(false, Files.exists(socket()), "the socket's file is still there");
    }
  }

  @Test
  void isThereUntilTheDrainHasEnded() throws Exception {
    try (ServerProgram server = start("-q", "--drain-timeout", "60s");
        Socket stuck = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      fill(stuck);
      assertEquals("200", status("/readyz"));
      server.program().signal("TERM");
      await("503", "/readyz");
      assertEquals("200", status("/healthz"));
      assertTrue(curl("/connections").contains("\"total\":1"));
      assertEquals("202", status("-X", "DELETE", "/connections/1?reset=true"));
      assertEquals(0, server.program().exitCode());
    }
  }

  /** Far below what is open already, so that only a descriptor with a low number helps. */
  @Test
  void answersWhileTheServerHasNoDescriptorsLeft() throws Exception {
    Installed.require("prlimit");
    List<Socket> clients = new ArrayList<>();
    try (ServerProgram server = start("-q")) {
      for (int i = 0; i < 100; i++) {
        clients.add(new Socket(InetAddress.getLoopbackAddress(), server.port()));
      }
      await("200", "/connections/100");
      limit(server, 64);
      for (int i = 0; i < 20; i++) {
        clients.add(new Socket(InetAddress.getLoopbackAddress(), server.port()));
      }
      server.program().awaitStderr("too many open files");
      for (int i = 0; i < 50; i++) {
        assertEquals("200", status("/healthz"), "request " + i);
        assertEquals("200", status("/metrics"), "request " + i);
      }
      assertTrue(curl("/connections?limit=1").contains("\"connections\":[{\"id\":1,"));
      assertEquals("202", status("-X", "DELETE", "/connections/1?reset=true"));
      limit(server, 1_024);
      await("200", "/connections/120");
    } finally {
      for (Socket client : clients) {
        client.close();
      }
    }
  }

  private ServerProgram start(String... options) {
    List<String> arguments = new ArrayList<>(List.of(options));
    arguments.addAll(List.of("127.0.0.1:0", "--admin", "unix:" + socket()));
    ServerProgram server = ServerProgram.start(arguments.toArray(String[]::new));
    server.program().awaitStderr("admin endpoint on unix:");
    return server;
  }

  private static Program client(ServerProgram server) {
    Program client = Program.start("bin/echoclient", "127.0.0.1", "" + server.port());
    return client.feed("hello\n").awaitStdout("hello\n");
  }

  /** Sends until the echo that nobody reads leaves no more room. */
  private static void fill(Socket socket) throws IOException {
    Thread writer =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    while (true) {
                      socket.getOutputStream().write(new byte[65_536]);
                    }
                  } catch (IOException e) {
                    // It was cut, as is claimed elsewhere.
                  }
                });
    assertTrue(writer.isAlive() || socket.isConnected(), "the client has ended");
  }

  private static void limit(ServerProgram server, int descriptors) {
    try (Program limit =
        Program.start(
            "prlimit", "--pid", "" + server.program().pid(), "--nofile=" + descriptors + ":")) {
      assertEquals(0, limit.exitCode(), limit::toString);
    }
  }

  private Path socket() {
    return folder.resolve("admin.sock");
  }

  private void await(String wanted, String path) throws IOException {
    long startNs = System.nanoTime();
    while (!status(path).equals(wanted)) {
      assertTrue(
          System.nanoTime() - startNs < Program.PATIENCE.toNanos(),
          () -> path + " never became " + wanted);
    }
  }

  private String status(String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of("-o", "/dev/null", "-w", "%{http_code}"));
    all.addAll(List.of(arguments));
    return curl(all.toArray(String[]::new));
  }

  /** Options, and a path at the end. */
  private String curl(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("curl", "-sS", "-m", "10", "--unix-socket", "" + socket()));
    command.addAll(List.of(arguments).subList(0, arguments.length - 1));
    command.add("http://localhost" + arguments[arguments.length - 1]);
    try (Program curl = Program.start(command)) {
      assertEquals(0, curl.exitCode(), curl::toString);
      return new String(curl.stdoutBytes(), StandardCharsets.UTF_8);
    }
  }
}
