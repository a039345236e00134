package dev.echo7.server.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/** Sources are counted, and only so many. */
class DatagramSourcesTest {
  private final DatagramSources sources = new DatagramSources();

  private long next(int source) {
    return sources
        .of(new InetSocketAddress("10.0." + source / 256 + "." + source % 256, 5_000))
        .next();
  }

  @Test
  void countsEachByItself() {
    assertEquals(1, next(1));
    assertEquals(2, next(1));
    assertEquals(1, next(2));
    assertEquals(3, next(1));
  }

  @Test
  void forgetsTheOneThatWasSilentForLongest() {
    for (int source = 0; source < DatagramSources.MOST; source++) {
      next(source);
    }
    assertEquals(2, next(0));
    assertEquals(1, next(DatagramSources.MOST), "a new one");
    assertEquals(3, next(0), "it was heard lately");
    assertEquals(2, next(2), "there was room");
    assertEquals(1, next(1), "forgotten for the new one");
  }
}
