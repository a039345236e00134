package dev.echo7.cli.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.echo7.measure.Times;
import dev.echo7.result.LoadSlice;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The line a second has the numbers of that second. */
class LoadLinesTest {
  private static final long SECOND_NS = 1_000_000_000;

  @Test
  void aSecondHasItsRateTimesAndErrors() {
    Times times = Times.none();
    // 98 at 100 us, one at 2 ms and one at 8 ms: half, 99 of 100, and the longest, to three digits.
    times.response().recordValueWithCount(100_000, 98);
    times.response().recordValue(2_000_000);
    times.response().recordValue(8_000_000);
    LoadSlice slice =
        new LoadSlice(
            2 * SECOND_NS, 3 * SECOND_NS, times, 5000, 320_000, Map.of("lost", 2L, "reset", 1L));
    assertEquals(
        "   3s     5000/s  p50  100.0 us  p99   2.00 ms  max   8.00 ms  errors 3",
        LoadLines.second(slice));
  }

  @Test
  void aSecondOfTheWarmupHasNoTimes() {
    LoadSlice slice = new LoadSlice(0, SECOND_NS, Times.none(), 500, 32_000, Map.of());
    assertEquals("   1s      500/s  (not measured)  errors 0", LoadLines.second(slice));
  }
}
