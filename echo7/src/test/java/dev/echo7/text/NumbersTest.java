package dev.echo7.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "100, 100",
    "33.333333333, 33.3333",
    "0.5, 0.5",
    "66.66666666, 66.6667",
    "0.001, 0.001"
  })
  void lossIsWrittenAsByC(double percent, String text) {
    assertEquals(text, Numbers.shortest(percent));
  }

  @ParameterizedTest
  @CsvSource({
    "41000, 0.041",
    "999999, 0.999",
    "1234567, 1.23",
    "12345678, 12.3",
    "123456789, 123",
    "9994000, 9.99",
    "9995000, 10.0"
  })
  void timesAreRoundedAsByPing(long ns, String text) {
    assertEquals(text, TimeText.ping(ns));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "999, 999", "1000, 1.0k", "9949, 9.9k", "9950, 10k", "999500, 1.0M"})
  void aCellIsFourCharactersAtMost(long number, String text) {
    assertEquals(text, Numbers.compact(number));
  }

  @ParameterizedTest
  @CsvSource({"400, 0.4s", "12000, 12s", "184000, 3m04s", "18540000, 5h09m", "1047780000, 12d03h"})
  void aSpanHasTheUnitsThatFit(long ms, String text) {
    assertEquals(text, TimeText.span(ms));
  }
}
