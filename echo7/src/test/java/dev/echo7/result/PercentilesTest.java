package dev.echo7.result;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A percentile needs at least one value above it. */
class PercentilesTest {
  @ParameterizedTest
  @CsvSource({
    "0, ''",
    "1, ''",
    "2, p50",
    "9, p50",
    "10, p50 p90",
    "99, p50 p90",
    "100, p50 p90 p99",
    "999, p50 p90 p99",
    "1000, p50 p90 p99 p99.9",
    "10000, p50 p90 p99 p99.9 p99.99",
    "99999, p50 p90 p99 p99.9 p99.99",
    "100000, p50 p90 p99 p99.9 p99.99 p99.999"
  })
  void onlyThoseThatTheSampleHas(long count, String names) {
    List<String> held = ReportMaps.percentiles(count).stream().map(ReportMaps::name).toList();
    assertEquals(names, String.join(" ", held));
  }
}
