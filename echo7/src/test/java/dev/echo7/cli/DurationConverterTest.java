package dev.echo7.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class DurationConverterTest {
  private final DurationConverter converter = new DurationConverter();

  @ParameterizedTest
  @CsvSource({
    "500ms, 500",
    "2s, 2000",
    "1m, 60000",
    "1.5m, 90000",
    "2, 2000",
    "0.25, 250",
    "1h, 3600000"
  })
  void readsDurationsAsPeopleWriteThem(String text, long ms) {
    assertEquals(Duration.ofMillis(ms), converter.convert(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "s", "-1s", "1 s", "1d", "1e9", "NaN", "99999999999s"})
  void refusesWhatIsNone(String text) {
    assertThrows(TypeConversionException.class, () -> converter.convert(text));
  }
}
