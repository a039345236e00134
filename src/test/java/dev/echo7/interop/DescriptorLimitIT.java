package dev.echo7.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** A server that has run out of file descriptors. */
@Isolated("measures processor time")
final class DescriptorLimitIT {
  private static final int DESCRIPTORS = 64;
  private static final String COMPLAINT = "too many open files";

  /** proc_pid_stat(5) counts in these, on every Linux that Java runs on. */
  private static final double TICKS_PER_SECOND = 100;

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
        assertIdle(server);
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

  private static ServerProgram limitedServer() {
    String limited = "ulimit -n " + DESCRIPTORS + "; exec bin/echoserver -q 127.0.0.1:0";
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

  /** Less than a fifth of a processor, while clients wait that cannot be accepted. */
  private static void assertIdle(ServerProgram server) throws IOException {
    Assumptions.assumeTrue(Files.exists(Path.of("/proc/self/stat")), "this machine has no /proc");
    long startNs = System.nanoTime();
    double startSeconds = processorSeconds(server.program().pid());
    // Not a wait for something to happen: the load is measured over this time.
    LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
    double used = processorSeconds(server.program().pid()) - startSeconds;
    double elapsed = (System.nanoTime() - startNs) / 1e9;
    assertTrue(used < 0.2 * elapsed, used + " s of processor time in " + elapsed + " s");
  }

  private static double processorSeconds(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    // The name before it, in parentheses, may have blanks: fields are counted from its end.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
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
