package dev.echo7.interop.fault;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The tables of docs/faults.md: what each mode of echoclient says of each fault. Every phrase in
 * {@code `code`} must be in the output of that mode.
 */
final class FaultsTableIT {
  private static final Path PAGE = Path.of("docs/faults.md");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final String LINE = "0123456789".repeat(20);

  private static final Pattern HEADING = Pattern.compile("### Over (TCP|UDP|TLS)");
  private static final Pattern ROW =
      Pattern.compile("\\| `[^|]*\\|[^|]*\\|[^|]*\\|[^|]*\\|[^|]*\\|");

  @TempDir private Path folder;

  /** A row of a table. */
  record Row(String transport, String faults, List<String> cells) {
    /** The modes in the order of the columns, with the rest of their command line. */
    List<String> modes() {
      return List.of(
          "ping -c 5 -i 0.05 -W 1",
          "load -d 1 -R 50 -c 2 --warmup 0 -W 1",
          transport.equals("udp")
              ? "check --only udp-512,udp-burst"
              : "check --only lines,half-close",
          "-v -w 2");
    }

    @Override
    public String toString() {
      return transport + " " + faults;
    }
  }

  static List<Row> rows() throws IOException {
    List<Row> rows = new ArrayList<>();
    String transport = "";
    for (String line : Files.readAllLines(PAGE)) {
      Matcher heading = HEADING.matcher(line);
      if (line.startsWith("#")) {
        transport = heading.matches() ? heading.group(1).toLowerCase(Locale.ROOT) : "";
      } else if (!transport.isEmpty() && ROW.matcher(line).matches()) {
        rows.add(row(transport, line));
      }
    }
    return rows;
  }

  private static Row row(String transport, String line) {
    List<String> cells =
        Stream.of(line.substring(1, line.length() - 1).split("\\|", -1))
            .map(String::strip)
            .toList();
    return new Row(transport, cells.get(0).replace("`", ""), cells.subList(1, cells.size()));
  }

  @Test
  void thePageHasEachWord() throws IOException {
    String page = Files.readString(PAGE);
    for (String word : words()) {
      assertTrue(Pattern.compile("^\\| `" + word, Pattern.MULTILINE).matcher(page).find(), word);
    }
    assertEquals(Set.of("tcp", "udp", "tls"), rows().stream().map(Row::transport).collect(toSet()));
  }

  /** The words that the server knows, as it says when it gets another. */
  private static List<String> words() {
    try (Program server = Program.start("bin/echoserver", "tcp://127.0.0.1:0?nonsense")) {
      assertEquals(2, server.exitCode(), server::toString);
      Matcher known = Pattern.compile("the faults are ([a-z, ]+)").matcher(server.stderr());
      assertTrue(known.find(), server::toString);
      return List.of(known.group(1).split(", ", -1));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void eachModeSaysWhatTheTableSays(Row row) throws IOException, GeneralSecurityException {
    // The next datagram has to come within 100 ms, which a busy machine does not promise.
    int tries = row.faults().startsWith("reorder") ? 3 : 1;
    for (int i = 1; i < tries; i++) {
      try {
        assertTable(row);
        return;
      } catch (AssertionError e) {
        // Once more.
      }
    }
    assertTable(row);
  }

  private void assertTable(Row row) throws IOException, GeneralSecurityException {
    try (FaultyServer server = FaultyServer.start(row.transport(), row.faults())) {
      String trust = row.transport().equals("tls") ? " --tls-ca " + server.certificate(folder) : "";
      List<Program> running = new ArrayList<>();
      try {
        for (String mode : row.modes()) {
          running.add(client(mode + trust, server.target()));
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
