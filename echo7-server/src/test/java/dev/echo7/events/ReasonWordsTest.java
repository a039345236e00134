package dev.echo7.events;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Logs and metrics print these words; docs/limits.md says what they mean. */
class ReasonWordsTest {

  static Stream<String> words() {
    return Stream.of(
            Arrays.stream(CloseReason.values()).map(CloseReason::toString),
            Arrays.stream(Rejection.values()).map(Rejection::code),
            Arrays.stream(DropReason.values()).map(DropReason::code))
        .flatMap(words -> words);
  }

  @ParameterizedTest
  @MethodSource("words")
  void eachStandsInTheTable(String word) throws IOException {
    String text = Files.readString(Path.of("docs/limits.md"));
    assertTrue(text.contains("\n| `" + word + "` | "), word);
  }
}
