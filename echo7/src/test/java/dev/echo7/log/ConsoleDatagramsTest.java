package dev.echo7.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.events.Datagram;
import dev.echo7.events.DropReason;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ConsoleDatagramsTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private record Sent(int bytes) implements Datagram {
    @Override
    public InetSocketAddress from() {
      return new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 4_711);
    }

    @Override
    public String fromText() {
      return "192.0.2.1:4711";
    }
  }

  @Test
  void saysHowManyBytesCameFromWhere() {
    try (ConsoleLog log = start(false)) {
      log.datagramReceived(new Sent(5));
      log.datagramReceived(new Sent(0));
    }
    assertEquals(
        """
        server received 5 bytes from 192.0.2.1:4711
        server received 0 bytes from 192.0.2.1:4711
        """,
        out.toString(UTF_8));
  }

  @Test
  void leavesOutDatagramsThatNobodyCouldRead() {
    try (ConsoleLog log = start(false)) {
      for (int i = 0; i < 100_000; i++) {
        log.datagramReceived(new Sent(5));
      }
    }
    assertTrue(out.toString(UTF_8).lines().count() < 10_000);
    assertTrue(out.toString(UTF_8).contains("server omitted "));
  }

  @Test
  void countsDropsByReasonInALineASecond() {
    int drops = 1_000_000;
    long startNs = System.nanoTime();
    try (ConsoleLog log = start(true)) {
      for (int i = 0; i < drops; i++) {
        log.datagramDropped(DropReason.OVER_RATE);
      }
      log.datagramDropped(DropReason.LOW_SOURCE_PORT);
    }
    double seconds = (System.nanoTime() - startNs) / 1e9;
    String text = err.toString(UTF_8);
    assertTrue(
        text.contains("echoserver: dropped 1 datagram: " + DropReason.LOW_SOURCE_PORT + "\n"),
        text);
    long said =
        text.lines()
            .filter(line -> line.endsWith(DropReason.OVER_RATE.toString()))
            .mapToLong(line -> Long.parseLong(line.split(" ", -1)[2]))
            .sum();
    assertEquals(drops, said, text);
    assertTrue(text.lines().count() <= seconds + 4, text);
    assertEquals("", out.toString(UTF_8));
  }

  private ConsoleLog start(boolean quiet) {
    LogStyle style = new LogStyle(quiet, false, false);
    return ConsoleLog.start(style, new PeerNames(address -> null), out, err);
  }
}
