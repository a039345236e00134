package dev.echo7.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Times in JSON are exact to the nanosecond, and no number has an exponent. */
class SecondsTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 0.000000001",
    "100, 0.0000001",
    "83215, 0.000083215",
    "38050000, 0.03805",
    "1000000000, 1",
    "10000000000, 10",
    "3600000000001, 3600.000000001",
    "9223372036854775807, 9223372036.854775807"
  })
  void nanosecondsAreKept(long ns, String text) {
    assertEquals("{\"time\":" + text + "}", Json.line(Map.of("time", Seconds.of(ns))));
    assertEquals(ns, new BigDecimal(text).movePointRight(9).longValueExact());
  }

  @Test
  void aMeanIsRoundedToNanoseconds() {
    assertEquals(new BigDecimal("0.000083215"), Seconds.of(83_214.53));
  }

  @Test
  void realNumbersHaveNoExponent() {
    assertEquals(
        "{\"numbers\":[0.0,0.00010,12.5,320000000,null]}",
        Json.line(Map.of("numbers", List.of(0.0, 1e-4, 12.5, 3.2e8, Double.NaN))));
  }
}
