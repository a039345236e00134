package dev.echo7.cli.ctl;

import dev.echo7.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Bytes received per second on each connection, from two samples of the table. The time between the
 * samples is measured by the server: the difference of the connection's ages.
 */
final class Rates {
  /** The member added to a row: bytes per second, a whole number. */
  static final String MEMBER = "rate";

  private Map<Long, JsonObject> before = Map.of();

  /** Adds rates to the rows; a connection that is new since the last sample gets its average. */
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
