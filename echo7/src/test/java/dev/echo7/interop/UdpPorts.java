package dev.echo7.interop;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/** Ports of UDP for the servers of others, which cannot say what port 0 became. */
public final class UdpPorts {
  /** Below the ports that the kernel gives to clients, so that none of them takes it meanwhile. */
  private static final int FIRST = 20_000;

  private static final int COUNT = 10_000;

  private UdpPorts() {}

  public static int free() {
    while (true) {
      int port = FIRST + ThreadLocalRandom.current().nextInt(COUNT);
      try (DatagramSocket probe = new DatagramSocket(port, InetAddress.getLoopbackAddress())) {
        return probe.getLocalPort();
      } catch (IOException e) {
        // Taken: another one.
      }
    }
  }

  /** Waits until somebody has bound it: proc_net_udp(5) is as proc_net_tcp(5). */
  public static void awaitBound(int port, Program server) throws IOException {
    String local = String.format(Locale.ROOT, ":%04X ", port);
    long endNs = System.nanoTime() + Program.PATIENCE.toNanos();
    while (!Files.readString(Path.of("/proc/net/udp")).contains(local)) {
      assertTrue(
          System.nanoTime() - endNs < 0 && server.isAlive(),
          () -> "has not bound port " + port + ": " + server);
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
  }
}
