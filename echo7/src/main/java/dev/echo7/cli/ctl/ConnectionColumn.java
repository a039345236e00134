package dev.echo7.cli.ctl;

import dev.echo7.json.JsonObject;
import dev.echo7.text.Escape;
import dev.echo7.text.Numbers;
import dev.echo7.text.TimeText;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A column of {@code echoctl ls}: its text for a connection, and its sort order.
 *
 * @param label its name as it is typed
 * @param text its text, safe for a terminal; empty if there is none
 * @param order the sort order
 * @param isNumber whether it is right-aligned
 */
record ConnectionColumn(
    String label,
    Function<JsonObject, String> text,
    Comparator<JsonObject> order,
    boolean isNumber) {

  static final ConnectionColumn ID = number("id", row -> row.number("id", 0), String::valueOf);

  /** The column that only a table with faults needs. */
  static final String FAULTS = "faults";

  static final ConnectionColumn PEER = words("peer", ConnectionColumn::peer);

  static final List<ConnectionColumn> ALL =
      List.of(
          ID,
          PEER,
          words("name", row -> row.text("name")),
          words("transport", row -> row.text("transport")),
          number("age", row -> row.number("ageMs", 0), TimeText::span),
          number("idle", row -> row.number("idleMs", 0), TimeText::span),
          number("in", row -> row.number("bytesIn", 0), Numbers::compact),
          number("out", row -> row.number("bytesOut", 0), Numbers::compact),
          number("rate", row -> row.number(Rates.MEMBER, -1), rate -> Numbers.compact(rate) + "/s"),
          number("rtt", row -> row.number("rttUs", -1), TimeText::roundTrip),
          number("retransmits", row -> row.number("retransmits", -1), Numbers::compact),
          number("queued", row -> row.number("queued", 0), Numbers::compact),
          words(FAULTS, FaultWords::of));

  /** The values of {@code --sort}. */
  static List<String> sortKeys() {
    return ALL.stream().flatMap(column -> Stream.of(column.label, "-" + column.label)).toList();
  }

  private static ConnectionColumn words(String label, Function<JsonObject, String> words) {
    // A peer chose its name, which is printed on a terminal.
    return new ConnectionColumn(
        label, row -> Escape.text(words.apply(row)), Comparator.comparing(words), false);
  }

  /** A number below 0 is unknown. */
  private static ConnectionColumn number(
      String label, ToLongFunction<JsonObject> number, LongFunction<String> shown) {
    return new ConnectionColumn(
        label,
        row -> number.applyAsLong(row) < 0 ? "" : shown.apply(number.applyAsLong(row)),
        Comparator.comparingLong(number),
        true);
  }

  /** The column of a label; null if there is none. */
  static @Nullable ConnectionColumn named(String label) {
    return ALL.stream().filter(column -> column.label.equals(label)).findFirst().orElse(null);
  }

  /** The cell in one line; a dash if there is no text. */
  String cell(JsonObject row) {
    String shown = text.apply(row);
    return shown.isEmpty() ? "-" : shown;
  }

  /** {@code 192.0.2.1:5000}; without the prefix of an IPv4 peer on a dual-stack socket. */
  private static String peer(JsonObject row) {
    String address = row.text("peer").replaceFirst("^::ffff:(?=[0-9.]+$)", "");
    if (!row.has("port")) {
      return address;
    }
    return (address.indexOf(':') < 0 ? address : "[" + address + "]") + ":" + row.number("port", 0);
  }
}
