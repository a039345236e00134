package dev.echo7.client.connect;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.Machine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class HappyEyeballsTest {

  @Test
  void letsTheFamiliesTakeTurnsBeginningWithTheFirst() {
    List<InetSocketAddress> given =
        List.of(at("2001:db8::1"), at("2001:db8::2"), at("2001:db8::3"), at("192.0.2.1"));
    assertEquals(
        List.of(at("2001:db8::1"), at("192.0.2.1"), at("2001:db8::2"), at("2001:db8::3")),
        List.copyOf(HappyEyeballs.interleaved(given)));
  }

  @Test
  void triesTheNextAddressAtOnceWhenOneIsRefused() throws IOException {
    try (ServerSocket listener = listen("127.0.0.1", 50)) {
      long shortestNs = Long.MAX_VALUE;
      // A busy machine may make any one of them late.
      for (int i = 0; i < 5; i++) {
        long startNs = System.nanoTime();
        try (SocketChannel channel =
            new HappyEyeballs(List.of(at("::1", closedPort()), address(listener)), null)
                .connect(null)) {
          assertEquals(address(listener), channel.getRemoteAddress());
          assertTrue(channel.isBlocking());
        }
        shortestNs = Math.min(shortestNs, System.nanoTime() - startNs);
      }
      assertTrue(shortestNs < HappyEyeballs.ATTEMPT_DELAY_NS, shortestNs + " ns: it waited");
    }
  }

  /** Not what went before: the wait for another address, and this program's own work. */
  @Test
  void timesTheConnectOfTheWinnerAlone() throws IOException {
    try (FullBacklog silent = FullBacklog.open();
        ServerSocket listener = listen("127.0.0.1", 50)) {
      HappyEyeballs race = new HappyEyeballs(List.of(silent.address(), address(listener)), null);
      long startNs = System.nanoTime();
      race.connect(null).close();
      long elapsedNs = System.nanoTime() - startNs;
      assertTrue(race.connectNs() > 0, race.connectNs() + " ns");
      assertTrue(
          race.connectNs() <= elapsedNs - HappyEyeballs.ATTEMPT_DELAY_NS,
          race.connectNs() + " of " + elapsedNs + " ns");
    }
  }

  @Test
  void sharesOneSourcePortAmongItsAttempts() throws IOException {
    try (FullBacklog silent = FullBacklog.open();
        ServerSocket listener = listen("127.0.0.1", 50)) {
      InetSocketAddress source = at("127.0.0.1", closedPort());
      try (SocketChannel channel =
          new HappyEyeballs(List.of(silent.address(), address(listener)), source).connect(null)) {
        assertEquals(source, channel.getLocalAddress());
      }
    }
  }

  @Test
  void triesTheNextAddressAfterAQuarterSecondOfSilence() throws IOException {
    try (FullBacklog silent = FullBacklog.open();
        ServerSocket listener = listen("127.0.0.1", 50)) {
      long startNs = System.nanoTime();
      new HappyEyeballs(List.of(silent.address(), address(listener)), null).connect(null).close();
      long elapsedNs = System.nanoTime() - startNs;
      assertTrue(elapsedNs >= HappyEyeballs.ATTEMPT_DELAY_NS, elapsedNs + " ns");
      assertTrue(elapsedNs < SECONDS.toNanos(5), elapsedNs + " ns");
    }
  }

  @Test
  void namesEachAddressAndWhyItFailed() throws IOException {
    Machine.requireIpv6();
    int closed = closedPort();
    ConnectFailedException failure =
        assertThrows(
            ConnectFailedException.class,
            () ->
                new HappyEyeballs(List.of(at("::1", closed), at("127.0.0.1", closed)), null)
                    .connect(null));
    assertSays(
        String.format(
            Locale.ROOT,
            "[::1]:%d connection refused, 127.0.0.1:%d connection refused: is a server listening there?",
            closed,
            closed),
        failure);
  }

  @Test
  void givesUpWhenTheTimeIsOut() throws IOException {
    try (FullBacklog silent = FullBacklog.open()) {
      long startNs = System.nanoTime();
      ConnectFailedException failure =
          assertThrows(
              ConnectFailedException.class,
              () ->
                  new HappyEyeballs(List.of(silent.address()), null)
                      .connect(Duration.ofMillis(300)));
      assertTrue(System.nanoTime() - startNs >= MILLISECONDS.toNanos(300));
      assertSays("127.0.0.1:" + silent.address().getPort() + " no answer within 0.3 s:", failure);
    }
  }

  @Test
  void connectsFromWhereItIsTold() throws IOException {
    try (ServerSocket listener = listen("127.0.0.1", 50);
        SocketChannel channel =
            new HappyEyeballs(List.of(address(listener)), at("127.0.0.2", 0)).connect(null)) {
      InetSocketAddress local = (InetSocketAddress) channel.getLocalAddress();
      assertEquals("127.0.0.2", local.getAddress().getHostAddress());
    }
  }

  @Test
  void saysThatItCannotConnectFromAnAddressThatIsNotHere() throws IOException {
    try (ServerSocket listener = listen("127.0.0.1", 50)) {
      ConnectFailedException failure =
          assertThrows(
              ConnectFailedException.class,
              () ->
                  new HappyEyeballs(List.of(address(listener)), at("192.0.2.1", 0)).connect(null));
      assertSays(
          address(listener).toString().substring(1)
              + ": cannot bind the source address 192.0.2.1:0: ",
          failure);
    }
  }

  private static void assertSays(String start, ConnectFailedException failure) {
    String message = String.valueOf(failure.getMessage());
    assertTrue(message.startsWith(start), message);
  }

  private static ServerSocket listen(String host, int backlog) throws IOException {
    return new ServerSocket(0, backlog, InetAddress.ofLiteral(host));
  }

  private static InetSocketAddress address(ServerSocket listener) {
    return (InetSocketAddress) listener.getLocalSocketAddress();
  }

  private static int closedPort() throws IOException {
    try (ServerSocket listener = listen("127.0.0.1", 1)) {
      return listener.getLocalPort();
    }
  }

  private static InetSocketAddress at(String literal) {
    return at(literal, 7);
  }

  private static InetSocketAddress at(String literal, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(literal), port);
  }
}
