package dev.echo7.cli.ping;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SparklineTest {
  @Test
  void theTallestBarIsForTheLongestTimeAndAnXForNone() {
    Sparkline line = new Sparkline();
    for (long ns : new long[] {0, 500, 1000, -1, 7000}) {
      line.add(ns);
    }
    assertEquals("▁▁▂x█", line.draw(32));
  }

  @Test
  void theLast32AreDrawnOnTheirOwnScale() {
    Sparkline line = new Sparkline();
    line.add(1_000_000);
    for (int i = 0; i < 32; i++) {
      line.add(i == 31 ? 70 : 10);
    }
    assertEquals("▂".repeat(31) + "█", line.draw(32));
  }

  @Test
  void fewerThanEightWouldShowNothing() {
    Sparkline line = new Sparkline();
    line.add(1);
    assertEquals("", line.draw(7));
    assertEquals("█", line.draw(8));
  }

  @Test
  void nothingButLossesIsDrawnToo() {
    Sparkline line = new Sparkline();
    line.add(-1);
    line.add(-1);
    assertEquals("xx", line.draw(32));
  }
}
