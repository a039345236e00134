package dev.echo7.interop.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.ProcessorTime;
import dev.echo7.interop.Program;
import dev.echo7.interop.ServerProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** A server that has run out of file descriptors. */
@Isolated("measures processor time")
final class DescriptorLimitIT {
  private static final int DESCRIPTORS = 64;
  private static final String COMPLAINT = "too many open files";

  @Test
  void servesThoseThatItHasAndNewOnesOnceDescriptorsAreFree() throws IOException {
    List<Socket> clients = new ArrayList<>();
    try (ServerProgram server = limitedServer()) {
      try {
        long startNs = System.nanoTime();
        Socket first = connect(server);
        clients.add(first);
        assertEchoes(first);
        while (clients.size() < 2 * DESCRIPTORS) {
          clients.add(connect(server));
        }
        server.program().awaitStderr(COMPLAINT);
        assertEchoes(first);
        ProcessorTime.assertIdle(server.program().pid());
        assertEchoes(first);
        assertSaidOnceASecondAtMost(server, System.nanoTime() - startNs);
      } finally {
        for (Socket client : clients) {
          client.close();
        }
      }
      try (Socket next = connect(server)) {
        next.setSoTimeout(2_000);
        assertEchoes(next);
      }
      server.stop();
    }
  }

  /** By default there are as many connections as descriptors allow, and none fails to be had. */
  @Test
  void acceptsNoMoreThanTheDescriptorsThatThereAre() throws IOException {
    List<Socket> clients = new ArrayList<>();
    String limited = "ulimit -n 128; exec bin/echoserver -q 127.0.0.1:0";
    try (ServerProgram server = ServerProgram.of(List.of("sh", "-c", limited))) {
      server.program().awaitStderr("at most 64 connections\n");
      try {
        for (int i = 0; i < 64; i++) {
          clients.add(connect(server));
          assertEchoes(clients.getLast());
        }
        server.program().awaitStderr("all 64 connections are in use");
        Socket next = connect(server);
        clients.addFirst(next);
        clients.removeLast().close();
        assertEchoes(next);
        ProcessorTime.assertIdle(server.program().pid());
        assertFalse(server.program().stderr().contains(COMPLAINT), server.program()::toString);
      } finally {
        for (Socket client : clients) {
          client.close();
        }
      }
    }
  }

  private static ServerProgram limitedServer() {
    String limited =
        "ulimit -n " + DESCRIPTORS + "; exec bin/echoserver -q --max-connections 1000 127.0.0.1:0";
    return ServerProgram.of(List.of("sh", "-c", limited));
  }

  private static Socket connect(ServerProgram server) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), server.port());
  }

  private static void assertEchoes(Socket client) throws IOException {
    byte[] line = "still here\n".getBytes(StandardCharsets.US_ASCII);
    client.setSoTimeout((int) Program.PATIENCE.toMillis());
    client.getOutputStream().write(line);
    assertArrayEquals(line, client.getInputStream().readNBytes(line.length));
  }

  private static void assertSaidOnceASecondAtMost(ServerProgram server, long elapsedNs) {
    List<String> said =
        server.program().stderr().lines().filter(l -> l.contains(COMPLAINT)).toList();
    long seconds = Duration.ofNanos(elapsedNs).toSeconds();
    assertTrue(said.size() <= seconds + 1, () -> said.size() + " times in " + seconds + " s");
    assertEquals(1, said.stream().distinct().count());
    assertTrue(said.getFirst().contains("127.0.0.1:" + server.port()), said::toString);
  }
}
