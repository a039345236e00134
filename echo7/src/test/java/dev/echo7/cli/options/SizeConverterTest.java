package dev.echo7.cli.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class SizeConverterTest {
  private final SizeConverter converter = new SizeConverter();

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "64, 64",
    "16k, 16384",
    "16K, 16384",
    "1m, 1048576",
    "2g, 2147483648",
    "999999999g, 1073741822926258176"
  })
  void readsSizesAsPeopleWriteThem(String text, long bytes) {
    assertEquals(bytes, converter.convert(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "k", "-1", "1 k", "1kb", "1.5k", "1e9", "9999999999"})
  void refusesWhatIsNone(String text) {
    assertThrows(TypeConversionException.class, () -> converter.convert(text));
  }
}
