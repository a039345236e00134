package dev.echo7.server.echo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.events.ServerEvents;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import dev.echo7.server.EchoServer;
import dev.echo7.server.TestClient;
import dev.echo7.server.config.DrainReceipt;
import dev.echo7.server.config.EventLoopKind;
import dev.echo7.server.config.ServerOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where the kernel tells that a peer has everything, a drain does not wait for its manners. */
@Timeout(60)
class IdleDrainTest {

  @Test
  void doesNotWaitForAnIdleClientThatIgnoresTheFin() throws Exception {
    assertEquals(null, EventLoopKind.EPOLL.unavailability(), "only epoll tells");
    EchoServer server =
        EchoServer.start(
            new ServerOptions(
                List.of(new Endpoint.Tcp(new HostPort(null, 0))), EventLoopKind.EPOLL, 1),
            ServerEvents.NONE);
    try (TestClient client = TestClient.connect(server)) {
      client.send("x");
      assertEquals("x", client.receiveText(1));
      long startNs = System.nanoTime();
      assertEquals(new DrainReceipt(1, 0), server.drain(Duration.ofSeconds(30)));
      assertTrue(System.nanoTime() - startNs < TimeUnit.SECONDS.toNanos(10));
    }
  }
}
