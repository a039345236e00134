package dev.echo7.server.limit;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class SourceRatesTest {
  private static final int RATE = 100;
  private static final long START_NS = Long.MAX_VALUE - SECONDS.toNanos(3);

  private final SourceRates rates = new SourceRates(RATE, START_NS);
  private long nowNs = START_NS;

  @Test
  void admitsASecondsWorthAtOnceAndThenTheRate() {
    InetAddress source = InetAddress.ofLiteral("192.0.2.1");
    assertEquals(RATE, admittedOf(1_000, source));
    nowNs += SECONDS.toNanos(1) / 2;
    assertEquals(RATE / 2, admittedOf(1_000, source));
    nowNs += SECONDS.toNanos(1_000);
    assertEquals(RATE, admittedOf(1_000, source), "what was not used is not saved up");
  }

  @Test
  void admitsEachSourceByItself() {
    for (int i = 0; i < 10_000; i++) {
      InetAddress source = source(i);
      assertEquals(RATE, admittedOf(RATE + 1, source), source::toString);
    }
  }

  @Test
  void takesANetworkOfIpv6ForOneSource() {
    assertEquals(RATE, admittedOf(RATE, InetAddress.ofLiteral("2001:db8:0:1::1")));
    assertFalse(admits(InetAddress.ofLiteral("2001:db8:0:1:ffff::2")));
    assertTrue(admits(InetAddress.ofLiteral("2001:db8:0:2::1")));
    assertEquals(RATE, admittedOf(1_000, InetAddress.ofLiteral("::1")));
  }

  @Test
  void letsNewSourcesShareOneBucketWhileTheTableIsFull() {
    fill();
    int admitted = 0;
    for (int i = 0; i < 10_000; i++) {
      admitted += admits(source(SourceTable.MAX_SOURCES + i)) ? 1 : 0;
    }
    assertEquals(RATE, admitted);
    assertEquals(RATE - 1, admittedOf(1_000, source(0)), "one that is in the table");
  }

  @Test
  void forgetsSourcesThatAreQuiet() {
    fill();
    admittedOf(RATE, source(SourceTable.MAX_SOURCES));
    assertFalse(admits(source(SourceTable.MAX_SOURCES + 1)));
    nowNs += SECONDS.toNanos(1);
    for (int i = 0; i < 100; i++) {
      assertEquals(RATE, admittedOf(1_000, source(SourceTable.MAX_SOURCES + i)));
    }
  }

  @Test
  void keepsTheBucketsOfThoseThatAreNotQuietWhenItSweeps() {
    fill();
    nowNs += MILLISECONDS.toNanos(500);
    assertEquals(RATE, admittedOf(1_000, source(7)));
    assertTrue(admits(source(SourceTable.MAX_SOURCES)), "there is room after a sweep");
    assertFalse(admits(source(7)));
  }

  private void fill() {
    for (int i = 0; i < SourceTable.MAX_SOURCES; i++) {
      assertTrue(admits(source(i)));
    }
  }

  private static InetAddress source(int i) {
    return InetAddress.ofLiteral("10." + (i >> 16) + "." + (i >> 8 & 0xff) + "." + (i & 0xff));
  }

  private int admittedOf(int datagrams, InetAddress source) {
    int admitted = 0;
    for (int i = 0; i < datagrams; i++) {
      admitted += admits(source) ? 1 : 0;
    }
    return admitted;
  }

  private boolean admits(InetAddress source) {
    return rates.admit(source, nowNs);
  }
}
