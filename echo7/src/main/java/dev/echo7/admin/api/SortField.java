package dev.echo7.admin.api;

import dev.echo7.admin.http.BadRequestException;
import dev.echo7.events.Connection;
import dev.echo7.events.KernelInfo;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The keys by which the connection table can be sorted: a text or a number. */
enum SortField {
  ID,
  PEER,
  NAME,
  TRANSPORT,
  AGE,
  IDLE,
  BYTES_IN,
  BYTES_OUT,
  QUEUED,
  RTT,
  RETRANSMITS;

  /** Prefix of an IPv4 address, which sorts it as its v4-mapped form. */
  private static final String MAPPED = "00000000000000000000ffff";

  /** The name in requests: {@code bytesIn}. */
  String text() {
    String[] words = name().toLowerCase(Locale.ROOT).split("_", 2);
    return words.length == 1
        ? words[0]
        : words[0] + words[1].substring(0, 1).toUpperCase(Locale.ROOT) + words[1].substring(1);
  }

  static SortField of(String text) throws BadRequestException {
    return Arrays.stream(values())
        .filter(field -> field.text().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new BadRequestException(
                    "sort="
                        + text
                        + ": give one of "
                        + Arrays.stream(values())
                            .map(SortField::text)
                            .collect(Collectors.joining(", "))
                        + ", with - in front for descending order"));
  }

  /** Reads each value once, since sorting needs values that do not change. */
  long number(Connection connection, long nowNs) {
    return switch (this) {
      case ID -> connection.id();
      case AGE -> nowNs - connection.openedAtNs();
      case IDLE -> nowNs - connection.lastActiveNs();
      case BYTES_IN -> connection.bytesIn();
      case BYTES_OUT -> connection.bytesOut();
      case QUEUED -> connection.queuedBytes();
      case RTT -> kernel(connection).rttUs();
      case RETRANSMITS -> kernel(connection).retransmits();
      case PEER, NAME, TRANSPORT -> 0;
    };
  }

  /** The same for a text. */
  String text(Connection connection, @Nullable String name) {
    return switch (this) {
      case PEER -> address(connection);
      case NAME -> Objects.requireNonNullElse(name, connection.peer().text());
      case TRANSPORT -> connection.transport().toString();
      default -> "";
    };
  }

  private static KernelInfo kernel(Connection connection) {
    return Objects.requireNonNullElse(connection.kernel(), new KernelInfo(-1, -1));
  }

  private static String address(Connection connection) {
    InetAddress address = connection.peer().address();
    if (address == null) {
      return "~" + connection.peer().text();
    }
    String digits = HexFormat.of().formatHex(address.getAddress());
    return address instanceof Inet4Address ? MAPPED + digits : digits;
  }
}
