package dev.echo7.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.Pause;
import dev.echo7.events.Connection;
import dev.echo7.events.ServerEvents;
import dev.echo7.interop.server.UnixInbox;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import dev.echo7.server.EchoServer;
import dev.echo7.server.config.ServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What systemd is told by a server that gets into trouble, or has nothing to do. */
final class SystemdNotifierTest {
  private static final long PERIOD_US = 200_000;
  @TempDir private Path folder;

  /** One loop of two is enough: its connections get no service. */
  @Test
  void noWatchdogMessageWhileAnEventLoopIsStuckAndAgainAfter() throws Exception {
    CountDownLatch stuck = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    String path = folder.resolve("notify").toString();
    Map<String, String> environment =
        Map.of("NOTIFY_SOCKET", path, "WATCHDOG_USEC", String.valueOf(PERIOD_US));
    try (UnixInbox systemd = UnixInbox.at(path);
        EchoServer server = server(blocking(stuck, free));
        SystemdNotifier talk = SystemdNotifier.begin(environment, server, line -> {})) {
      systemd.await("WATCHDOG=1"::equals);
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
        assertTrue(client.isConnected() && stuck.await(10, TimeUnit.SECONDS));
        // What the loops had answered before is on its way; then a second, and nothing.
        long before = beatsAfter(systemd, PERIOD_US);
        assertEquals(before, beatsAfter(systemd, 5 * PERIOD_US), "a loop is stuck");
        free.countDown();
        systemd.await(systemd.messages().size(), "WATCHDOG=1"::equals);
      } finally {
        free.countDown();
      }
      talk.stopping(Duration.ofSeconds(1));
      systemd.await(m -> m.startsWith("STOPPING=1\n"));
    }
  }

  @Test
  void aServerWithoutWorkEndsByItselfAndOneWithWorkDoesNot() throws Exception {
    Duration idle = Duration.ofMillis(200);
    try (EchoServer server = server(ServerEvents.NONE)) {
      IdleEnd end;
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
        client.getOutputStream().write(7);
        assertEquals(7, client.getInputStream().read());
        end = new IdleEnd(server, idle);
        long sinceNs = System.nanoTime();
        while (System.nanoTime() - sinceNs < idle.multipliedBy(5).toNanos()) {
          assertFalse(end.isDue(), "ends with a client");
          Pause.briefly();
        }
      }
      long deadlineNs = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (!end.isDue()) {
        assertTrue(System.nanoTime() < deadlineNs, "does not end without one");
        Pause.briefly();
      }
    }
  }

  private static EchoServer server(ServerEvents events) throws IOException {
    Endpoint endpoint = new Endpoint.Tcp(new HostPort("127.0.0.1", 0));
    return EchoServer.start(new ServerOptions(List.of(endpoint), null, 2), events);
  }

  private static ServerEvents blocking(CountDownLatch stuck, CountDownLatch free) {
    return new ServerEvents() {
      @Override
      public void opened(Connection connection) {
        stuck.countDown();
        try {
          free.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    };
  }

  /** How many there were, when that much time has gone by. */
  private static long beatsAfter(UnixInbox systemd, long waitUs) throws Exception {
    assertTrue(!new CountDownLatch(1).await(waitUs, TimeUnit.MICROSECONDS));
    return systemd.messages().stream().filter("WATCHDOG=1"::equals).count();
  }
}
