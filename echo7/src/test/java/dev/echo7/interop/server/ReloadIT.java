package dev.echo7.interop.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.Program;
import dev.echo7.interop.ServerProgram;
import dev.echo7.interop.packaging.Installed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGHUP, and a start right after a stop. */
final class ReloadIT {
  private static final int CONNECTIONS = 2_000;
  @TempDir private Path folder;

  @Test
  void hangupReloadsTheCertificateOrSaysWhyNot() throws IOException {
    Path key = folder.resolve("key.pem");
    Path certificate = folder.resolve("cert.pem");
    certify(key, certificate);
    List<String> arguments = List.of("--tls-cert", certificate + "", "--tls-key", key + "");
    List<String> command = new ArrayList<>(List.of("bin/echoserver", "tls://127.0.0.1:0"));
    command.addAll(arguments);
    try (ServerProgram server = ServerProgram.of(command)) {
      server.program().signal("HUP");
      server.program().awaitStderr("tls: reloaded the certificate, SHA-256 ");
      Files.writeString(key, "no key");
      server.program().signal("HUP");
      server.program().awaitStderr("tls: kept the old certificate: ");
      try (Program client =
          Program.start("bin/echoclient", "--tls-insecure", "tls://127.0.0.1:" + server.port())) {
        client.feed("123\n").endInput();
        assertEquals(0, client.exitCode(), client::toString);
      }
      server.stop();
    }
  }

  private static void certify(Path key, Path certificate) {
    String openssl = Installed.require("openssl").toString();
    String line =
        "%s req -x509 -newkey rsa:2048 -nodes -subj /CN=localhost -days 30 -keyout %s -out %s"
            .formatted(openssl, key, certificate);
    try (Program program = Program.shell(line + " 2>/dev/null")) {
      assertEquals(0, program.exitCode(), program::toString);
    }
  }

  @Test
  void hangupWithoutTlsSaysThatThereIsNothingToReloadAndServesOn() {
    try (ServerProgram server = ServerProgram.start("127.0.0.1:0")) {
      server.program().signal("HUP");
      server.program().awaitStderr("SIGHUP: nothing to reload: no endpoint uses TLS");
      server.stop();
    }
  }

  /** The server closes first, so that all the waiting is on its port. */
  @Test
  void startsOnItsPortAtOnceWithThousandsOfConnectionsInTimeWait() throws IOException {
    Path table = Path.of("/proc/net/tcp");
    Assumptions.assumeTrue(Files.exists(table), "only Linux tells who is in TIME_WAIT");
    String place;
    try (ServerProgram server = ServerProgram.start("-q", "127.0.0.1:0")) {
      place = "127.0.0.1:" + server.port();
      List<SocketChannel> clients = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        clients.add(
            SocketChannel.open(
                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), server.port())));
      }
      // They are accepted in line: the echo of the last proves that none is still in the queue.
      Socket last = clients.getLast().socket();
      last.getOutputStream().write('?');
      assertEquals('?', last.getInputStream().read());
      server.program().signal("TERM");
      for (SocketChannel client : clients) {
        assertEquals(-1, client.socket().getInputStream().read());
        client.close();
      }
      assertEquals(0, server.program().exitCode(), server.program()::toString);
      assertTrue(server.program().stderr().contains("drained " + CONNECTIONS + " connections"));
      String local = String.format(Locale.ROOT, "0100007F:%04X ", server.port());
      long waiting =
          Files.readAllLines(table).stream()
              .map(line -> line.strip().replaceFirst("\\d+: ", ""))
              .filter(line -> line.startsWith(local) && line.split(" +", -1)[2].equals("06"))
              .count();
      assertTrue(waiting > CONNECTIONS / 2, "only " + waiting + " in TIME_WAIT");
    }
    try (ServerProgram again = ServerProgram.start("-q", place)) {
      again.stop();
    }
  }
}
