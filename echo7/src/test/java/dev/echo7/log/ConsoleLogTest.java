package dev.echo7.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.Pause;
import dev.echo7.events.CloseReason;
import dev.echo7.events.Closing;
import dev.echo7.events.Connection;
import dev.echo7.events.SeenConnection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ConsoleLogTest {
  private static final LogStyle LECTURE = new LogStyle(false, false, true);
  private static final LogStyle VERBOSE = new LogStyle(false, true, true);
  private static final LogStyle NUMERIC = new LogStyle(false, false, false);
  private static final Closing BY_PEER = new Closing(CloseReason.PEER_CLOSED, Closing.Side.PEER);
  private static final LogStyle QUIET = new LogStyle(true, true, true);

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void printsTheLinesOfTheLecture() {
    try (ConsoleLog log = start(LECTURE, address -> "bow-vpn.cs.hmc.edu")) {
      Connection connection = connectionFrom("192.168.6.5", 0);
      log.opened(connection);
      log.received(connection, 5);
    }
    assertEquals(
        """
        server connected to bow-vpn.cs.hmc.edu (::ffff:192.168.6.5)
        server received 5 bytes
        """,
        out.toString(UTF_8));
  }

  /** Several clients of one host can be told apart. */
  @Test
  void longLinesNameTimeConnectionTransportAndPeer() {
    LogStyle style = new LogStyle(LogFormat.LONG, false, true, true);
    try (ConsoleLog log = start(style, address -> "bow")) {
      Connection connection = connectionFrom("192.168.6.5", 12);
      log.opened(connection);
      log.received(connection, 1);
      log.closed(connection, BY_PEER);
    }
    String time = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}[.][0-9]{3}Z ";
    String who = "#[0-9]+ tcp 192[.]168[.]6[.]5:[0-9]+ ";
    String printed = out.toString(UTF_8);
    assertTrue(
        printed.matches(
            time
                + who
                + "connected \\(bow\\)\n"
                + time
                + who
                + "received 1 byte\n"
                + time
                + who
                + "closed: 12 bytes in 3.2 s.*\n"),
        printed);
  }

  @Test
  void saysTheEndOfAConnectionIfVerbose() {
    try (ConsoleLog log = start(VERBOSE, address -> "bow")) {
      log.closed(connectionFrom("192.168.6.5", 12), BY_PEER);
    }
    assertEquals(
        "server closed bow (::ffff:192.168.6.5): 12 bytes in 3.2 s\n", out.toString(UTF_8));
  }

  @Test
  void saysWhyAConnectionEndedIfThePeerDidNotJustCloseIt() {
    try (ConsoleLog log = start(VERBOSE, address -> "bow")) {
      log.closed(
          connectionFrom("192.168.6.5", 12), new Closing(CloseReason.IDLE, Closing.Side.SERVER));
    }
    assertEquals(
        "server closed bow (::ffff:192.168.6.5): 12 bytes in 3.2 s, idle\n", out.toString(UTF_8));
  }

  @Test
  void showsTheAddressWhereThereIsNoName() {
    try (ConsoleLog log = start(LECTURE, address -> null)) {
      log.opened(connectionFrom("192.0.2.1", 0));
    }
    assertEquals("server connected to ::ffff:192.0.2.1 (::ffff:192.0.2.1)\n", out.toString(UTF_8));
  }

  @Test
  void asksNoNameServerIfNumeric() {
    CountDownLatch asked = new CountDownLatch(1);
    try (ConsoleLog log =
        start(
            NUMERIC,
            address -> {
              asked.countDown();
              return "name";
            })) {
      log.opened(connectionFrom("192.0.2.1", 0));
    }
    assertEquals(1, asked.getCount());
    assertEquals("server connected to ::ffff:192.0.2.1 (::ffff:192.0.2.1)\n", out.toString(UTF_8));
  }

  @Test
  void keepsTheLinesOfAConnectionInOrderWhileItsNameIsLookedUpAndLetsOthersPass()
      throws InterruptedException {
    CountDownLatch answer = new CountDownLatch(1);
    PeerNames.ReverseLookup slow =
        address -> {
          if (address.getHostAddress().equals("192.0.2.1")) {
            awaitQuietly(answer);
          }
          return "host-" + address.getHostAddress();
        };
    try (ConsoleLog log = start(LECTURE, slow)) {
      Connection waiting = connectionFrom("192.0.2.1", 0);
      Connection passing = connectionFrom("192.0.2.2", 0);
      log.opened(waiting);
      log.received(waiting, 1);
      log.opened(passing);
      log.received(passing, 2);
      awaitOutput("received 2 bytes");
      answer.countDown();
      awaitOutput("received 1 bytes");
    }
    assertEquals(
        """
        server connected to host-192.0.2.2 (::ffff:192.0.2.2)
        server received 2 bytes
        server connected to host-192.0.2.1 (::ffff:192.0.2.1)
        server received 1 bytes
        """,
        out.toString(UTF_8));
  }

  @Test
  void callsAPeerByItsAddressWhenTheNameServerIsSilent() throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    long startNs = System.nanoTime();
    try (ConsoleLog log = start(LECTURE, address -> awaitQuietly(never))) {
      log.opened(connectionFrom("192.0.2.1", 0));
      awaitOutput("connected to ::ffff:192.0.2.1 ");
      assertTrue(System.nanoTime() - startNs < SECONDS.toNanos(5));
    } finally {
      never.countDown();
    }
  }

  @Test
  void escapesAHostileName() {
    try (ConsoleLog log = start(LECTURE, address -> "evil\n\u001b]0;owned\u0007")) {
      log.opened(connectionFrom("192.0.2.1", 0));
    }
    assertEquals(
        "server connected to evil\\x0a\\x1b]0;owned\\x07 (::ffff:192.0.2.1)\n",
        out.toString(UTF_8));
  }

  @Test
  void countsTheLinesThatNobodyCouldRead() {
    int events = 25_000;
    try (ConsoleLog log = start(NUMERIC, address -> null)) {
      Connection connection = connectionFrom("192.0.2.1", 0);
      for (int i = 0; i < events; i++) {
        log.received(connection, 1);
      }
    }
    String text = out.toString(UTF_8);
    long printed = text.lines().filter("server received 1 bytes"::equals).count();
    long leftOut =
        text.lines()
            .filter(line -> line.startsWith("server omitted "))
            .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
            .sum();
    assertEquals(events, printed + leftOut);
    assertTrue(printed <= 3L * ConsoleLog.LINES_PER_SECOND, printed + " lines in an instant");
    assertTrue(printed >= ConsoleLog.LINES_PER_SECOND, "only " + printed + " lines");
  }

  @Test
  void neverWaitsForAnOutputThatIsStuck() throws InterruptedException {
    CountDownLatch unstuck = new CountDownLatch(1);
    OutputStream stuck =
        new OutputStream() {
          @Override
          public void write(int b) {
            awaitQuietly(unstuck);
          }
        };
    ConsoleLog log = ConsoleLog.start(NUMERIC, new PeerNames(address -> null), stuck, err);
    Connection connection = connectionFrom("192.0.2.1", 0);
    long startNs = System.nanoTime();
    for (int i = 0; i < 1_000_000; i++) {
      log.received(connection, 1);
    }
    log.close();
    assertTrue(System.nanoTime() - startNs < SECONDS.toNanos(10), "the events waited");
    unstuck.countDown();
  }

  @Test
  void saysOnceThatTheOutputIsFullAndGoesOnWhenItIsNot() throws InterruptedException {
    boolean[] full = {true};
    OutputStream disk =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
          }

          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            if (full[0]) {
              throw new IOException("No space left on device");
            }
            out.write(bytes, offset, length);
          }
        };
    try (ConsoleLog log = ConsoleLog.start(NUMERIC, new PeerNames(address -> null), disk, err)) {
      log.received(connectionFrom("192.0.2.1", 0), 1);
      await(err, "no space left on device");
      full[0] = false;
      log.received(connectionFrom("192.0.2.1", 0), 2);
      await(out, "server received 2 bytes");
    }
    assertEquals(
        """
        echoserver: standard output: no space left on device; its lines are lost until it recovers
        echoserver: standard output has recovered; lines lost: 1
        """,
        err.toString(UTF_8));
  }

  @Test
  void isQuietButForProblems() {
    try (ConsoleLog log = start(QUIET, address -> "name")) {
      Connection connection = connectionFrom("192.0.2.1", 0);
      log.opened(connection);
      log.received(connection, 5);
      log.closed(connection, BY_PEER);
      for (int i = 0; i < 100; i++) {
        log.failed("cannot accept: too many open files");
      }
    }
    assertEquals("", out.toString(UTF_8));
    assertEquals("echoserver: cannot accept: too many open files\n", err.toString(UTF_8));
  }

  private ConsoleLog start(LogStyle style, PeerNames.ReverseLookup lookup) {
    return ConsoleLog.start(style, new PeerNames(lookup), out, err);
  }

  private void awaitOutput(String part) throws InterruptedException {
    await(out, part);
  }

  private static void await(ByteArrayOutputStream stream, String part) throws InterruptedException {
    while (!stream.toString(UTF_8).contains(part)) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      Pause.briefly();
    }
  }

  private static @Nullable String awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return null;
  }

  private static Connection connectionFrom(String address, long bytesIn) {
    return SeenConnection.from(address, bytesIn);
  }
}
