package dev.echo7.cli.ctl;

import dev.echo7.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Bytes received a second, of each connection, from one look at the table to the next. The time
 * between is the server's own, by the connection's age.
 */
final class Rates {
  /** What a row gets: bytes a second, a whole number. */
  static final String MEMBER = "rate";

  private Map<Long, JsonObject> before = Map.of();

  /**
   * The rows with their rates; a connection that was not there at the last look has its average.
   */
  List<JsonObject> look(List<JsonObject> rows) {
    Map<Long, JsonObject> now = HashMap.newHashMap(rows.size());
    rows.forEach(row -> now.put(row.number("id", 0), row));
    List<JsonObject> rated = rows.stream().map(this::rated).toList();
    before = now;
    return rated;
  }

  private JsonObject rated(JsonObject row) {
    JsonObject last = before.get(row.number("id", 0));
    long ms = row.number("ageMs", 0) - (last == null ? 0 : last.number("ageMs", 0));
    long bytes = row.number("bytesIn", 0) - (last == null ? 0 : last.number("bytesIn", 0));
    return row.with(MEMBER, Math.round(bytes * 1_000.0 / Math.max(1, ms)));
  }
}
