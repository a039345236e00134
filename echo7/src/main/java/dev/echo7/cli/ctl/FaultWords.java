package dev.echo7.cli.ctl;

import dev.echo7.json.JsonObject;
import dev.echo7.text.Escape;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Faults as a terminal shows them. */
final class FaultWords {
  /** How many words a cell of a table names. */
  private static final int MOST = 2;

  private FaultWords() {}

  /** A query in ASCII, as the server reads it too. */
  static String inAscii(String query) {
    return Escape.text(query.replace("\u00b1", "+-"));
  }

  /**
   * What went wrong on a connection: {@code delay,cut}; {@code yes} if it is on a faulty endpoint
   * and nothing has gone wrong yet; empty without faults.
   */
  static String of(JsonObject connection) {
    List<String> acted =
        connection.objects("faultHits").stream()
            .map(hit -> Escape.text(hit.text("word")))
            .distinct()
            .toList();
    if (acted.isEmpty()) {
      return connection.text("faults").isEmpty() ? "" : "yes";
    }
    Stream<String> more =
        acted.size() > MOST ? Stream.of("+" + (acted.size() - MOST)) : Stream.of();
    return Stream.concat(acted.stream().limit(MOST), more).collect(Collectors.joining(","));
  }

  /** {@code cut at byte 65536}. */
  static String hit(JsonObject hit) {
    return Escape.text(hit.text("word")) + " at byte " + hit.number("byte", 0);
  }
}
