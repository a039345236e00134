package dev.echo7.interop.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.Program;
import dev.echo7.interop.ServerProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The table of docs/faults.md: what each mode of echoclient says of each fault. Every phrase in
 * {@code `code`} must be in the output of that mode.
 */
final class FaultsTableIT {
  private static final Path PAGE = Path.of("docs/faults.md");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final String LINE = "0123456789".repeat(20);

  /** The modes in the order of the columns, with the rest of their command line. */
  private static final List<String> MODES =
      List.of(
          "ping -c 5 -i 0.1 -W 1",
          "load -d 1 -R 50 -c 2 --warmup 0 -W 1",
          "check --only lines,half-close",
          "-v -w 2");

  /** A row of the table. */
  record Row(String endpoint, List<String> cells) {
    @Override
    public String toString() {
      return endpoint;
    }
  }

  static List<Row> rows() throws IOException {
    return Files.readAllLines(PAGE).stream()
        .filter(line -> line.matches("\\| `[^|]*\\|[^|]*\\|[^|]*\\|[^|]*\\|[^|]*\\|"))
        .map(FaultsTableIT::row)
        .toList();
  }

  private static Row row(String line) {
    List<String> cells =
        Stream.of(line.substring(1, line.length() - 1).split("\\|", -1))
            .map(String::strip)
            .toList();
    return new Row(cells.get(0).replace("`", ""), cells.subList(1, cells.size()));
  }

  @Test
  void thePageHasEachWord() throws IOException {
    String page = Files.readString(PAGE);
    for (String word : words()) {
      assertTrue(Pattern.compile("^\\| `" + word, Pattern.MULTILINE).matcher(page).find(), word);
    }
    assertFalse(rows().isEmpty());
  }

  /** The words that the server knows, as it says when it gets another. */
  private static List<String> words() {
    try (Program server = Program.start("bin/echoserver", "tcp://127.0.0.1:0?nonsense")) {
      assertEquals(2, server.exitCode(), server::toString);
      Matcher known = Pattern.compile("there are ([a-z, ]+)").matcher(server.stderr());
      assertTrue(known.find(), server::toString);
      return List.of(known.group(1).split(", ", -1));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void eachModeSaysWhatTheTableSays(Row row) {
    try (ServerProgram server = ServerProgram.start("-q", "tcp://127.0.0.1:0?" + row.endpoint())) {
      String target = "tcp://127.0.0.1:" + server.port();
      List<Program> running = new ArrayList<>();
      try {
        for (String mode : MODES) {
          running.add(client(mode, target));
        }
        for (int i = 0; i < running.size(); i++) {
          assertSays(row.cells().get(i), running.get(i));
        }
      } finally {
        running.forEach(Program::close);
      }
    }
  }

  private static Program client(String mode, String target) {
    List<String> command = new ArrayList<>(List.of("bin/echoclient"));
    command.addAll(List.of(mode.split(" ", -1)));
    command.add(target);
    Program client = Program.start(command);
    return client.feed(LINE).endInput();
  }

  private static void assertSays(String cell, Program client) {
    client.exitCodeWithin(PATIENCE);
    String said = client.stdout() + client.stderr();
    Matcher phrase = CODE.matcher(cell);
    int phrases = 0;
    while (phrase.find()) {
      String[] parts = phrase.group(1).split("\\bN\\b", -1);
      String regex = Stream.of(parts).map(Pattern::quote).collect(Collectors.joining("\\d+"));
      assertTrue(
          Pattern.compile(regex).matcher(said).find(),
          () -> "'" + phrase.group(1) + "' is not in " + client);
      phrases++;
    }
    assertTrue(phrases > 0, () -> "no phrase in '" + cell + "'");
  }
}
