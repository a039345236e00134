package dev.echo7.admin.api;

import dev.echo7.admin.http.BadRequestException;
import dev.echo7.admin.http.Query;
import dev.echo7.events.Connection;
import dev.echo7.net.Cidr;
import dev.echo7.net.Transport;
import dev.echo7.net.failure.FailureText;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Selects one page of the connection table as a request asks for it.
 *
 * <p>Walks the whole table; runs on the worker.
 */
final class ConnectionList {
  static final Set<String> PARAMETERS = Set.of("peer", "transport", "q", "sort", "offset", "limit");

  private static final int MAX_TEXT = 200;
  private static final int MAX_ROWS = 20_000;
  private static final int USUAL_ROWS = 1_000;

  /**
   * One row.
   *
   * @param name of the peer; null if unknown
   */
  record Row(Connection connection, @Nullable String name, long number, String text) {
    private static final Comparator<Row> ORDER =
        Comparator.comparingLong(Row::number)
            .thenComparing(Row::text)
            .thenComparingLong(row -> row.connection.id());
  }

  /**
   * The answer.
   *
   * @param total how many connections are open
   * @param matched how many of them match the filters
   */
  record Page(int total, int matched, int offset, List<Row> rows) {}

  private final SortField field;
  private final boolean greatestFirst;
  private final int offset;
  private final int limit;
  private final PeerNaming names;
  private final @Nullable Cidr network;
  private final @Nullable Transport transport;
  private final @Nullable String part;

  /** Parses a request; {@code names} has the known names of peers. */
  ConnectionList(Query query, PeerNaming names) throws BadRequestException {
    String sort = query.text("sort");
    this.greatestFirst = sort != null && sort.startsWith("-");
    this.field =
        sort == null ? SortField.ID : SortField.of(greatestFirst ? sort.substring(1) : sort);
    this.offset = query.number("offset", 0, Integer.MAX_VALUE, 0);
    this.limit = query.number("limit", 1, MAX_ROWS, USUAL_ROWS);
    this.names = names;
    this.network = network(query.text("peer"));
    this.transport = transport(query.text("transport"));
    this.part = part(query.text("q"));
  }

  Page of(Collection<? extends Connection> open) {
    long nowNs = System.nanoTime();
    List<Row> matched = new ArrayList<>();
    int total = 0;
    for (Connection connection : open) {
      total++;
      if (isWanted(connection)) {
        String name = needsNames() ? names.of(connection.peer()) : null;
        if (part == null || holds(connection, name, part)) {
          matched.add(
              new Row(
                  connection, name, field.number(connection, nowNs), field.text(connection, name)));
        }
      }
    }
    matched.sort(greatestFirst ? Row.ORDER.reversed() : Row.ORDER);
    return new Page(total, matched.size(), offset, shown(matched));
  }

  private List<Row> shown(List<Row> matched) {
    int from = Math.min(offset, matched.size());
    int to = from + Math.min(limit, matched.size() - from);
    return matched.subList(from, to).stream()
        .map(row -> new Row(row.connection, names.of(row.connection.peer()), 0, ""))
        .toList();
  }

  private boolean needsNames() {
    return part != null || field == SortField.NAME;
  }

  private boolean isWanted(Connection connection) {
    InetAddress address = connection.peer().address();
    return (transport == null || transport == connection.transport())
        && (network == null || (address != null && network.contains(address)));
  }

  private static boolean holds(Connection connection, @Nullable String name, String part) {
    Predicate<@Nullable String> has =
        text -> text != null && text.toLowerCase(Locale.ROOT).contains(part);
    return has.test(Long.toString(connection.id()))
        || has.test(connection.peer().text())
        || has.test(name)
        || has.test(connection.peer().proxy());
  }

  private static @Nullable Cidr network(@Nullable String text) throws BadRequestException {
    try {
      return text == null ? null : Cidr.parse(text);
    } catch (IllegalArgumentException e) {
      throw new BadRequestException("peer=" + text + ": " + FailureText.of(e));
    }
  }

  private static @Nullable Transport transport(@Nullable String text) throws BadRequestException {
    if (text == null) {
      return null;
    }
    List<Transport> known = Transport.OF_CONNECTIONS;
    for (Transport each : known) {
      if (each.toString().equals(text)) {
        return each;
      }
    }
    String names = known.stream().map(Transport::toString).collect(Collectors.joining(", "));
    throw new BadRequestException("transport=" + text + ": give one of " + names);
  }

  private static @Nullable String part(@Nullable String text) throws BadRequestException {
    if (text != null && text.length() > MAX_TEXT) {
      throw new BadRequestException("q is too long; give at most " + MAX_TEXT + " characters");
    }
    return text == null || text.isEmpty() ? null : text.toLowerCase(Locale.ROOT);
  }
}
