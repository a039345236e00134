package dev.echo7.cli.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.measure.Times;
import dev.echo7.result.KernelSecond;
import dev.echo7.result.LoadSlice;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The line a second has the numbers of that second. */
class LoadLinesTest {
  private static final long SECOND_NS = 1_000_000_000;

  @Test
  void aSecondHasItsRateTimesAndErrors() {
    assertEquals(
        "    3s      5000  2.56 M   100.0 us    2.00 ms    8.00 ms     2   640 kB      3",
        LoadLines.second(second(new KernelSecond(10, 2, 640_000))));
    assertEquals(
        "  time  frames/s   bit/s        p50        p99        max  retr     cwnd errors",
        LoadLines.heading());
  }

  @Test
  void aSecondWithoutTheKernelsCountersHasADash() {
    assertEquals(
        "    3s      5000  2.56 M   100.0 us    2.00 ms    8.00 ms     -        -      3",
        LoadLines.second(second(null)));
  }

  @Test
  void aSecondOfTheWarmupHasNoTimes() {
    LoadSlice slice = new LoadSlice(0, SECOND_NS, Times.none(), 500, 32_000, Map.of());
    assertEquals(
        "    1s       500   256 k                   (not measured)     -        -      0",
        LoadLines.second(slice));
  }

  @Test
  void evenTheLongestFitsA80ColumnTerminal() {
    Times times = Times.none();
    times.response().recordValueWithCount(999_990_000_000L, 1_000);
    long fromNs = 99_998 * SECOND_NS;
    LoadSlice slice =
        new LoadSlice(
            fromNs,
            fromNs + SECOND_NS,
            times,
            99_999_999,
            99_999_999L * 65_536,
            Map.of("reset", 999_999L),
            new KernelSecond(1_000, 999_999, 999_000_000));
    assertTrue(LoadLines.second(slice).length() <= 80, LoadLines.second(slice));
    assertTrue(LoadLines.heading().length() <= 80, LoadLines.heading());
  }

  private static LoadSlice second(@Nullable KernelSecond kernel) {
    Times times = Times.none();
    // 98 at 100 us, one at 2 ms and one at 8 ms: half, 99 of 100, and the longest, to three digits.
    times.response().recordValueWithCount(100_000, 98);
    times.response().recordValue(2_000_000);
    times.response().recordValue(8_000_000);
    return new LoadSlice(
        2 * SECOND_NS,
        3 * SECOND_NS,
        times,
        5000,
        320_000,
        Map.of("lost", 2L, "reset", 1L),
        kernel);
  }
}
