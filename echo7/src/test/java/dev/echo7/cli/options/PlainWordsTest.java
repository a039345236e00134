package dev.echo7.cli.options;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which command lines of the client need no parser of options. */
final class PlainWordsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "localhost 7 | true",
        "localhost | true",
        "5000 | true",
        "::1 7 | true",
        "tcp://[::1]:7 | true",
        "udp://localhost:7 | true",
        "unix:/tmp/echo.sock | true",
        "tls://localhost:7 | true",
        // Options, and files of them.
        "-z localhost 7 | false",
        "localhost 7 -z | false",
        "localhost -1 | false",
        "@words | false",
        "-- localhost 7 | false",
        // What is wrong: the parser says how.
        "help | false",
        "localhost 7 8 | false",
        "localhost 70000 | false",
        "localhost 12ab | false",
        "http://localhost:7 | false",
      })
  void plainAreAServerAndNothingElse(String words, boolean plain) {
    assertEquals(plain, new ConnectOptionGroup().takesPlain(words.split(" ")));
    assertEquals(false, new ConnectOptionGroup().takesPlain());
    assertEquals(false, new ConnectOptionGroup().takesPlain(""));
  }
}
