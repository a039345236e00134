package dev.echo7.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** A long load keeps little of each second, and all that was measured. */
class PackedTimesTest {
  @Test
  void aSecondTakesSomeKilobytesAndLosesNothing() {
    Times times = Times.none();
    Random random = new Random(1);
    for (int i = 0; i < 50_000; i++) {
      long ns = Math.round(90_000 * Math.exp(random.nextGaussian()));
      times.service().recordValue(ns);
      times.response().recordValue(ns + random.nextInt(10_000_000));
      times.lateness().recordValue(random.nextInt(50_000));
    }
    PackedTimes packed = new PackedTimes(times);
    assertEquals(times, packed.times());
    assertTrue(packed.size() < 20_000, () -> packed.size() + " bytes");
  }

  @Test
  void nothingIsKeptToo() {
    assertEquals(Times.none(), new PackedTimes(Times.none()).times());
  }
}
