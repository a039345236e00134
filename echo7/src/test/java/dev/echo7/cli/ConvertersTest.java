package dev.echo7.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

class ConvertersTest {

  @ParameterizedTest
  @CsvSource({
    "500ms, 500",
    "2s, 2000",
    "1m, 60000",
    "1min, 60000",
    "1.5m, 90000",
    "2, 2000",
    "0.25, 250",
    "250000us, 250",
    "1500MS, 1500",
    "1h, 3600000",
    "1d, 86400000"
  })
  void readsDurationsAsPeopleWriteThem(String text, long ms) {
    assertEquals(Duration.ofMillis(ms), Converters.duration(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "s", "-1s", "1 s", "1w", "1e9", "NaN"})
  void refusesWhatIsNoDuration(String text) {
    assertThrows(IllegalArgumentException.class, () -> Converters.duration(text));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "64, 64",
    "16k, 16384",
    "16K, 16384",
    "1m, 1048576",
    "2g, 2147483648",
    "1.5k, 1536",
    "2GiB, 2147483648",
    "64kb, 65536",
    "9999999999, 9999999999",
    "999999999g, 1073741822926258176"
  })
  void readsSizesAsPeopleWriteThem(String text, long bytes) {
    assertEquals(bytes, Converters.size(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "k", "-1", "1 k", "1kx", "1.5", "1e9"})
  void refusesWhatIsNoSize(String text) {
    assertThrows(IllegalArgumentException.class, () -> Converters.size(text));
  }

  @ParameterizedTest
  @CsvSource({"50, 50", "50/s, 50", "0, 0", "2k, 2000", "1.5K/s, 1500", "1m, 1000000", "50/S, 50"})
  void readsRatesAsPeopleWriteThem(String text, int perSecond) {
    assertEquals(perSecond, Converters.rate(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/s", "50/m", "-1", "1.5", "3000m"})
  void refusesWhatIsNoRate(String text) {
    assertThrows(IllegalArgumentException.class, () -> Converters.rate(text));
  }

  @ParameterizedTest
  @CsvSource({"50, 50", "10k, 10000", "1.5K, 1500", "2m, 2000000"})
  void readsCountsAsPeopleWriteThem(String text, int count) {
    assertEquals(count, Converters.smallCount(text));
    assertEquals(count, Converters.count(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "k", "-1", "1 k", "1.5", "1e3", "10k/s", "3000m"})
  void refusesWhatIsNoCount(String text) {
    assertThrows(IllegalArgumentException.class, () -> Converters.smallCount(text));
  }

  /** Not taken for something that is no number. */
  @Test
  void namesTheMaximumOfWhatIsTooLarge() {
    assertTooLarge("2147483647", () -> Converters.smallCount("99999999999"));
    assertTooLarge("2147483647", () -> Converters.rate("99999999999/s"));
    assertTooLarge("9223372036854775807", () -> Converters.count("9223372036854775808"));
    assertTooLarge("9223372036854775807", () -> Converters.size("99999999999g"));
    assertTooLarge("999999999d", () -> Converters.duration("9999999999d"));
  }

  private static void assertTooLarge(String maximum, Executable reading) {
    String message = "" + assertThrows(IllegalArgumentException.class, reading).getMessage();
    assertTrue(message.endsWith("; the maximum is " + maximum), message);
  }

  @Test
  void theCaseOfClosedWordsDoesNotMatter() {
    assertEquals("json", Converters.oneOf(List.of("text", "json"), "JSON"));
  }

  @Test
  void picocliIsToldWhichWordsThereAre() {
    List<String> words = List.of("text", "json");
    ITypeConverter<String> converter = OptionGroup.converter(t -> Converters.oneOf(words, t));
    TypeConversionException refused =
        assertThrows(TypeConversionException.class, () -> converter.convert("xml"));
    assertEquals("must be text or json, not 'xml'", refused.getMessage());
  }
}
