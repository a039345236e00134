package dev.echo7.server.echo;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.GivenBack;
import dev.echo7.Machine;
import dev.echo7.Pause;
import dev.echo7.events.Connection;
import dev.echo7.events.ServerEvents;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import dev.echo7.server.EchoServer;
import dev.echo7.server.SilentPeer;
import dev.echo7.server.TestClient;
import dev.echo7.server.config.DrainReceipt;
import dev.echo7.server.config.EventLoopKind;
import dev.echo7.server.config.Limits;
import dev.echo7.server.config.ServerOptions;
import dev.echo7.server.config.ServerStartException;
import io.netty.channel.EventLoop;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A server that is told to stop loses nothing that it owes. */
@Timeout(60)
@ParameterizedClass
@MethodSource("dev.echo7.server.EventLoopKinds#available")
class DrainTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final EventLoopKind transport;

  DrainTest(EventLoopKind transport) {
    this.transport = transport;
  }

  @Test
  void deliversWhatIsOwed() throws Exception {
    EchoServer server = start();
    try (SilentPeer peer = SilentPeer.connect(server)) {
      long sent = peer.fill();
      CompletableFuture<Thread> drainer = new CompletableFuture<>();
      CompletableFuture<DrainReceipt> drained =
          CompletableFuture.supplyAsync(
              () -> {
                drainer.complete(Thread.currentThread());
                return server.drain(LONG);
              });
      while (!isWaitingForConnections(drainer.get(20, SECONDS))) {
        Pause.briefly();
      }
      peer.halfClose();
      assertEquals(sent, peer.receiveAllInOrder());
      assertEquals(new DrainReceipt(1, 0), drained.get(20, SECONDS));
    }
  }

  private static boolean isWaitingForConnections(Thread drainer) {
    StackTraceElement[] stack = drainer.getStackTrace();
    for (int i = 1; i < stack.length; i++) {
      if (stack[i].getClassName().equals(Drain.class.getName())) {
        return stack[i - 1].getMethodName().equals("parkNanos");
      }
    }
    return false;
  }

  @Test
  void endsThoughAnEventLoopIsStuck() throws Exception {
    CountDownLatch stuck = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    ServerEvents blocking =
        new ServerEvents() {
          @Override
          public void received(Connection connection, int bytes) {
            stuck.countDown();
            try {
              over.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        };
    Endpoint anyPort = new Endpoint.Tcp(new HostPort("127.0.0.1", 0));
    EchoServer server =
        EchoServer.start(new ServerOptions(List.of(anyPort), transport, 1), blocking);
    try (TestClient client = TestClient.connect(server)) {
      client.send("x");
      stuck.await();
      long startNs = System.nanoTime();
      assertEquals(new DrainReceipt(0, 1), server.drain(Duration.ofMillis(100)));
      assertTrue(System.nanoTime() - startNs < SECONDS.toNanos(10));
    } finally {
      over.countDown();
    }
  }

  /** Whatever has ended it: nothing can be handed to it any more. */
  @Test
  void endsThoughAnEventLoopHasEnded() throws Exception {
    CompletableFuture<EventLoop> loop = new CompletableFuture<>();
    ServerEvents telling =
        new ServerEvents() {
          @Override
          public void opened(Connection connection) {
            loop.complete(((ConnectionView) connection).channel().eventLoop());
          }
        };
    EchoServer server = EchoServer.start(options(), telling);
    try (TestClient client = TestClient.connect(server)) {
      client.send("x");
      loop.get(20, SECONDS).shutdownGracefully(0, 0, SECONDS).await();
      server.broken().get(20, SECONDS);
      long startNs = System.nanoTime();
      assertEquals(0, server.drain(LONG).drained());
      assertTrue(System.nanoTime() - startNs < SECONDS.toNanos(10));
    }
  }

  @Test
  void closesConnectionsToWhichNothingIsOwedWithoutWaiting() throws Exception {
    EchoServer server = start();
    try (TestClient client = TestClient.connect(server)) {
      client.send("x");
      assertEquals("x", client.receiveText(1));
      long startNs = System.nanoTime();
      CompletableFuture<DrainReceipt> drained =
          CompletableFuture.supplyAsync(() -> server.drain(LONG));
      assertEquals(-1, client.in().read(), "a FIN, not a reset");
      client.halfClose();
      assertEquals(new DrainReceipt(1, 0), drained.get(20, SECONDS));
      assertTrue(System.nanoTime() - startNs < SECONDS.toNanos(10));
    }
  }

  /** The client goes on sending while its window is shut: closing on that would reset the rest. */
  @Test
  void deliversWhatIsOwedToAClientThatGoesOnSending() throws Exception {
    EchoServer server = start();
    try (SilentPeer peer = SilentPeer.connect(server)) {
      peer.push(1_200_000);
      while (server.connections() == 0) {
        Pause.briefly();
      }
      CompletableFuture<DrainReceipt> drained =
          CompletableFuture.supplyAsync(() -> server.drain(LONG));
      long owed = peer.goOnSendingFor(2_500);
      assertTrue(peer.receiveAllInOrder() >= owed);
      peer.halfClose();
      assertEquals(new DrainReceipt(1, 0), drained.get(40, SECONDS));
    }
  }

  @Test
  void cutsWhoeverDoesNotTakeWhatIsOwedInTime() throws Exception {
    EchoServer server = start();
    try (SilentPeer peer = SilentPeer.connect(server)) {
      peer.fill();
      assertEquals(new DrainReceipt(0, 1), server.drain(Duration.ofMillis(300)));
    }
  }

  @Test
  void countsAsCutWhomALimitCutsMeanwhile() throws Exception {
    Duration idle = Duration.ofMillis(400);
    EchoServer server =
        EchoServer.start(
            options().withLimits(new Limits(0, 0, 0, idle, Duration.ZERO, 0, LONG)),
            ServerEvents.NONE);
    try (SilentPeer peer = SilentPeer.connect(server)) {
      peer.pushUntilPaused(server);
      assertEquals(new DrainReceipt(0, 1), server.drain(LONG));
    }
  }

  @Test
  void acceptsNobodyAnyMore() throws Exception {
    // One that the kernel gives to nobody else as soon as it is free.
    int port = Machine.freePort();
    Endpoint place = new Endpoint.Tcp(new HostPort(null, port));
    EchoServer server =
        EchoServer.start(new ServerOptions(List.of(place), transport, 2), ServerEvents.NONE);
    assertEquals(new DrainReceipt(0, 0), server.drain(LONG));
    // The port is free, so nobody listens there.
    GivenBack.after(BindException.class, () -> new ServerSocket(port)).close();
    assertThrows(
        ConnectException.class,
        () -> TestClient.connect(InetAddress.ofLiteral("127.0.0.1"), port).close());
  }

  private EchoServer start() throws ServerStartException {
    return EchoServer.start(options(), ServerEvents.NONE);
  }

  private ServerOptions options() {
    return new ServerOptions(List.of(new Endpoint.Tcp(new HostPort(null, 0))), transport, 2);
  }
}
