package dev.echo7.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Times as people read them. */
class TimeTextTest {
  @ParameterizedTest
  @CsvSource({
    "12, 420000, 0.42 ms",
    "12, 3200000, 3.2 ms",
    "12, 45000000, 45 ms",
    "12, 998000000, 998 ms",
    "12, 999999999, 1.0 s",
    "12, 3200000000, 3.2 s",
    "5242880, 2500000000, 2.5 s (16.8 Mbit/s)",
    "1000000000, 2400000000, 2.4 s (3333.3 Mbit/s)",
    "1000000000, 240000000, 240 ms"
  })
  void aTransferHasMillisecondsBelowASecondAndItsRateAbove(long bytes, long ns, String text) {
    assertEquals(text, TimeText.transfer(bytes, ns));
  }

  @Test
  void onlyTheUnitBehindANumberGetsAMicroSign() {
    assertEquals("p50 84.0 µs, 12 users us", TimeText.withMicroSign("p50 84.0 us, 12 users us"));
  }

  @Test
  void oneHasNoPluralS() {
    assertEquals("1 datagram", Plural.of(1, "datagram"));
    assertEquals("0 datagrams", Plural.of(0, "datagram"));
    assertEquals("2 datagrams", Plural.of(2, "datagram"));
  }
}
