package dev.echo7.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.Pause;
import dev.echo7.events.CloseReason;
import dev.echo7.events.Connection;
import dev.echo7.events.KernelInfo;
import dev.echo7.events.LoopLoad;
import dev.echo7.events.RunningServer;
import dev.echo7.events.TlsInfo;
import dev.echo7.events.Totals;
import dev.echo7.net.Transport;
import dev.echo7.server.config.EventLoopKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What an operator sees of a server, and does to one of its connections. */
@Timeout(60)
@ParameterizedClass
@MethodSource("dev.echo7.server.ServerVariant#kinds")
class RunningServerTest {
  private final ServerVariant variant;
  private final RecordedNews news = new RecordedNews();

  RunningServerTest(ServerVariant variant) {
    this.variant = variant;
  }

  @Test
  void showsEachOpenConnectionAndNoOther() throws Exception {
    try (ServerVariant.Host host = variant.start(news);
        TestClient first = host.connect();
        TestClient second = host.connect()) {
      RunningServer running = host.server().running();
      echo(first);
      echo(second);
      assertEquals(2, running.connections().size());
      Connection seen = running.connection(news.connections().getFirst().id());
      assertNotNull(seen);
      assertEquals(5, seen.bytesIn());
      assertEquals(1, seen.reads());
      await(() -> seen.queuedBytes() == 0);
      assertEquals(
          variant.unix() ? Transport.UNIX : tls() ? Transport.TLS : Transport.TCP,
          seen.transport());
      assertEquals(running.listening().getFirst(), seen.listener());
      assertEquals(variant.unix(), seen.port() == -1);
      second.reset();
      await(() -> running.connections().size() == 1);
      assertNull(running.connection(99));
    }
  }

  @Test
  void knowsWhatTheHandshakeCameTo() throws Exception {
    try (ServerVariant.Host host = variant.start(news);
        TestClient client = host.connect()) {
      echo(client);
      TlsInfo tls = news.connections().getFirst().tls();
      assertEquals(tls(), tls != null);
      if (tls != null) {
        assertEquals(variant.tlsVersion(), tls.version());
        assertTrue(tls.cipher().startsWith("TLS_"), tls.cipher());
      }
    }
  }

  @Test
  void knowsTheKernelsRoundTripTimeUntilAfterTheEnd() throws Exception {
    try (ServerVariant.Host host = variant.start(news);
        TestClient client = host.connect()) {
      echo(client);
      Connection connection = news.connections().getFirst();
      boolean told = variant.transport() == EventLoopKind.EPOLL && !variant.unix();
      assertEquals(told, connection.kernel() != null);
      client.reset();
      news.await("closed ");
      KernelInfo last = connection.kernel();
      assertEquals(told, last != null);
      assertTrue(last == null || last.rttUs() > 0, () -> "" + last);
    }
  }

  @Test
  void endsOneConnectionAndNoOther() throws Exception {
    try (ServerVariant.Host host = variant.start(news);
        TestClient other = host.connect()) {
      RunningServer running = host.server().running();
      echo(other);
      try (TestClient client = host.connect()) {
        echo(client);
        assertTrue(running.end(news.connections().getLast().id(), false));
        assertEquals(-1, client.in().read());
      }
      news.await("closed 5 5 killed by server");
      echo(other);
      assertFalse(running.end(news.connections().getLast().id(), false));
      assertEquals(1L, running.totals().closed().get(CloseReason.KILLED));
    }
  }

  @Test
  void resetsOneConnectionAndNoOther() throws Exception {
    try (ServerVariant.Host host = variant.start(news);
        TestClient other = host.connect()) {
      RunningServer running = host.server().running();
      echo(other);
      try (TestClient client = host.connect()) {
        echo(client);
        assertTrue(running.end(news.connections().getLast().id(), true));
        assertEquals(variant.unix() ? "end" : "reset", endOf(client));
      }
      news.await("closed 5 5 killed by server");
      echo(other);
    }
  }

  @Test
  void countsConnectionsThatCloseWithoutAByte() throws Exception {
    try (ServerVariant.Host host = variant.start(news)) {
      RunningServer running = host.server().running();
      host.connect().close();
      news.await("closed 0 0 ");
      try (TestClient client = host.connect()) {
        echo(client);
      }
      await(() -> running.connections().isEmpty());
      Totals totals = running.totals();
      assertEquals(1, totals.probes());
      assertEquals(2, totals.opened().values().stream().mapToLong(n -> n).sum());
      assertEquals(2, totals.closed().values().stream().mapToLong(n -> n).sum());
      assertEquals(5, totals.bytesIn());
    }
  }

  /** A sum that is made while connections come and go is never less than one made before. */
  @Test
  void countsEveryByteOnceWhileConnectionsComeAndGo() throws Exception {
    int clients = 4;
    int rounds = 60;
    try (ServerVariant.Host host = variant.start(news)) {
      RunningServer running = host.server().running();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        threads.add(Thread.ofVirtual().start(() -> echoOften(host, rounds)));
      }
      Totals before = running.totals();
      while (threads.stream().anyMatch(Thread::isAlive)) {
        Totals now = running.totals();
        assertTrue(now.bytesIn() >= before.bytesIn(), before + " then " + now);
        assertTrue(now.bytesOut() >= before.bytesOut(), before + " then " + now);
        assertTrue(now.reads() >= before.reads(), before + " then " + now);
        before = now;
      }
      await(() -> running.connections().isEmpty());
      assertEquals(5L * clients * rounds, running.totals().bytesIn());
      assertEquals(5L * clients * rounds, running.totals().bytesOut());
      assertEquals(0, running.totals().probes());
    }
  }

  @Test
  void tellsHowBusyEachEventLoopIs() throws Exception {
    try (ServerVariant.Host host = variant.start(news);
        TestClient client = host.connect()) {
      echo(client);
      List<LoopLoad> loops = host.server().running().eventLoops();
      assertEquals(
          List.of("event-loop-0", "event-loop-1"), loops.stream().map(LoopLoad::name).toList());
      assertEquals(1, loops.stream().mapToInt(LoopLoad::connections).sum());
      double load = loops.stream().mapToDouble(LoopLoad::load).sum();
      assertTrue(load > 0 && load <= 2, "load " + load);
    }
  }

  private boolean tls() {
    return variant.tlsVersion() != null;
  }

  private static void echo(TestClient client) throws IOException {
    client.send("hello");
    assertEquals("hello", client.receiveText(5));
  }

  private static void echoOften(ServerVariant.Host host, int rounds) {
    try {
      for (int i = 0; i < rounds; i++) {
        try (TestClient client = host.connect()) {
          echo(client);
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String endOf(TestClient client) {
    try {
      return client.in().read() == -1 ? "end" : "a byte";
    } catch (IOException e) {
      return "reset";
    }
  }

  private interface Condition {
    boolean holds();
  }

  private static void await(Condition condition) {
    long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.holds()) {
      assertTrue(System.nanoTime() < endNs, "it did not come true in 20 s");
      Pause.briefly();
    }
  }
}
