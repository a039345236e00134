package dev.echo7.server.echo;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.Pause;
import dev.echo7.events.Closing;
import dev.echo7.events.Connection;
import dev.echo7.events.ServerEvents;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import dev.echo7.server.EchoServer;
import dev.echo7.server.SilentPeer;
import dev.echo7.server.TestClient;
import dev.echo7.server.config.EventLoopKind;
import dev.echo7.server.config.ServerOptions;
import dev.echo7.server.config.ServerStartException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Bounded memory, bounded work: one bad peer never hurts another. */
@Isolated("counts descriptors")
@Timeout(90)
@ParameterizedClass
@MethodSource("dev.echo7.server.EventLoopKinds#available")
class HardPeersTest {
  private final EventLoopKind transport;
  private final AtomicLong opened = new AtomicLong();
  private final AtomicLong closed = new AtomicLong();
  private final ServerEvents counting =
      new ServerEvents() {
        @Override
        public void opened(Connection connection) {
          opened.incrementAndGet();
        }

        @Override
        public void closed(Connection connection, Closing closing) {
          closed.incrementAndGet();
        }
      };

  HardPeersTest(EventLoopKind transport) {
    this.transport = transport;
  }

  @Test
  void isNotReadFromWhileItDoesNotRead() throws Exception {
    try (EchoServer server = start();
        SilentPeer peer = SilentPeer.connect(server)) {
      peer.fill();
      SilentPeer.assertHoldsLittle(server);
    }
  }

  @Test
  void getsEverythingWhenItReadsAtLast() throws Exception {
    try (EchoServer server = start();
        SilentPeer peer = SilentPeer.connect(server)) {
      long sent = peer.fill();
      peer.halfClose();
      assertEquals(sent, peer.receiveAllInOrder());
    }
  }

  @Test
  void tenThousandResetsLeaveNothingBehind() throws Exception {
    try (EchoServer server = start()) {
      try (TestClient warm = TestClient.connect(server)) {
        warm.send("x");
        assertEquals("x", warm.receiveText(1));
      }
      awaitConnections(server, 0);
      long descriptorsBefore = descriptors();
      for (int i = 0; i < 10_000; i++) {
        TestClient peer = TestClient.connect(server);
        if (i % 2 == 0) {
          peer.send("these bytes are on their way when the reset comes");
        }
        peer.reset();
      }
      awaitConnections(server, 0);
      // The very last ones may still wait in the backlog: one more client comes after them all.
      try (TestClient last = TestClient.connect(server)) {
        last.send("x");
        assertEquals("x", last.receiveText(1));
      }
      awaitConnections(server, 0);
      assertEquals(opened.get(), closed.get());
      awaitDescriptors(descriptorsBefore + 8);
    }
  }

  @Test
  void aPeerThatVanishesWithBytesOwedIsFreedAtOnce() throws Exception {
    try (EchoServer server = start()) {
      SilentPeer peer = SilentPeer.connect(server);
      peer.fill();
      peer.reset();
      awaitConnections(server, 0);
    }
  }

  private EchoServer start() throws ServerStartException {
    return EchoServer.start(
        new ServerOptions(List.of(new Endpoint.Tcp(new HostPort(null, 0))), transport, 2),
        counting);
  }

  private static void awaitConnections(EchoServer server, int expected) throws SocketException {
    long endNs = System.nanoTime() + SECONDS.toNanos(20);
    while (server.connections() != expected) {
      if (System.nanoTime() > endNs) {
        throw new SocketException(server.connections() + " connections are still open");
      }
      Pause.briefly();
    }
  }

  /** A loop of the JDK's selector gives those of closed channels back when it selects again. */
  private static void awaitDescriptors(long most) throws IOException {
    long endNs = System.nanoTime() + SECONDS.toNanos(20);
    while (descriptors() > most) {
      assertTrue(System.nanoTime() < endNs, descriptors() + " descriptors, more than " + most);
    }
  }

  private static long descriptors() throws IOException {
    Path own = Path.of("/proc/self/fd");
    Assumptions.assumeTrue(Files.isDirectory(own), "no /proc/self/fd on this system");
    try (Stream<Path> open = Files.list(own)) {
      return open.count();
    }
  }
}
