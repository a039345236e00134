package dev.echo7.log;

import dev.echo7.events.Connection;
import dev.echo7.text.Escape;
import dev.echo7.text.Plural;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * For people who follow several clients at once: each line on standard output names its time (UTC),
 * connection, transport and peer. The lines on standard error are those of {@link TextLines}.
 */
final class LongLines implements LineFormat {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final TextLines others = new TextLines();

  @Override
  public boolean isNamed(LogEntry.OfConnection entry) {
    return entry instanceof LogEntry.Opened;
  }

  @Override
  public void write(LogEntry entry, @Nullable String name, LogOutput output) {
    switch (entry) {
      case LogEntry.Opened opened ->
          output.line(
              about(opened.connection(), opened.at())
                  + " connected"
                  + named(opened, name)
                  + faulty(opened.connection()));
      case LogEntry.Faulted faulted ->
          output.line(
              about(faulted.connection(), faulted.at())
                  + " fault: "
                  + TextLines.words(faulted.hit()));
      case LogEntry.Received received ->
          output.line(
              about(received.connection(), received.at())
                  + " received "
                  + Plural.of(received.bytes(), "byte"));
      case LogEntry.Closed closed -> output.line(line(closed));
      case LogEntry.Probe probe -> output.line(line(probe.end()));
      case LogEntry.Echoed echoed ->
          output.line(
              TIME.format(echoed.at())
                  + " udp "
                  + echoed.datagram().fromText()
                  + " received "
                  + Plural.of(echoed.datagram().bytes(), "byte"));
      case LogEntry.DatagramsFaulted faulted ->
          output.line(
              TIME.format(Instant.now())
                  + " udp fault: "
                  + faulted.word()
                  + " of "
                  + Plural.of(faulted.count(), "datagram"));
      default -> others.write(entry, name, output);
    }
  }

  private static String line(LogEntry.Closed closed) {
    return about(closed.connection(), closed.at()) + " closed: " + TextLines.end(closed);
  }

  /** What goes wrong on it, so that it can be repeated. */
  private static String faulty(Connection connection) {
    String faults = connection.faults();
    return faults.isEmpty() ? "" : ", faulty: " + faults;
  }

  /** {@code 2026-11-27T14:55:01.123Z #17 tcp 192.0.2.1:40001}. */
  private static String about(Connection connection, Instant at) {
    return TIME.format(at)
        + " #"
        + connection.id()
        + " "
        + connection.transport()
        + " "
        + place(connection);
  }

  private static String place(Connection connection) {
    String peer = Escape.text(connection.peer().text());
    if (connection.port() <= 0) {
      return peer;
    }
    String address = peer.replaceFirst("^::ffff:(?=[0-9.]+$)", "");
    return (address.contains(":") ? "[" + address + "]" : address) + ":" + connection.port();
  }

  private static String named(LogEntry.Opened opened, @Nullable String name) {
    return name == null || name.equals(opened.connection().peer().text())
        ? ""
        : " (" + Escape.text(name) + ")";
  }
}
