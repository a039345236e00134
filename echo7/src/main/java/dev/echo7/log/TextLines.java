package dev.echo7.log;

import dev.echo7.events.CloseReason;
import dev.echo7.events.Connection;
import dev.echo7.events.FaultHit;
import dev.echo7.text.Escape;
import dev.echo7.text.Plural;
import dev.echo7.text.TimeText;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** For people: the lecture's lines on standard output, and problems on standard error. */
final class TextLines implements LineFormat {

  @Override
  public boolean isNamed(LogEntry.OfConnection entry) {
    return !(entry instanceof LogEntry.Received);
  }

  @Override
  public void write(LogEntry entry, @Nullable String name, LogOutput output) {
    switch (entry) {
      case LogEntry.OfConnection line -> output.line(line(line, String.valueOf(name)));
      case LogEntry.Echoed echoed ->
          output.line(
              String.format(
                  Locale.ROOT,
                  "server received %d bytes from %s",
                  echoed.datagram().bytes(),
                  echoed.datagram().fromText()));
      case LogEntry.Omitted omitted ->
          output.line("server omitted " + Plural.of(omitted.lines(), "line"));
      case LogEntry.RejectionsOmitted omitted ->
          output.complain(
              "omitted " + Plural.of(omitted.lines(), "line") + " about rejected connections");
      case LogEntry.Dropped dropped -> output.complain(line(dropped));
      case LogEntry.Rejected rejected ->
          output.complain(
              "rejected " + Escape.text(rejected.peer().text()) + ": " + rejected.reason());
      case LogEntry.Truncated truncated ->
          output.complain(
              Escape.text(truncated.peer().text())
                  + " ended TLS without close_notify; its data may be truncated");
      case LogEntry.Notice notice -> output.say(notice.text());
      case LogEntry.Problem problem -> output.complain(problem.text());
      case LogEntry.Started started ->
          output.say(
              "listening on "
                  + started.listener()
                  + " ("
                  + started.how()
                  + ")"
                  + (started.faults().isEmpty() ? "" : ", faulty: " + started.faults()));
      case LogEntry.FaultsChanged changed ->
          output.say(
              changed.listener()
                  + (changed.faults().isEmpty()
                      ? " is no longer faulty"
                      : " is faulty: " + changed.faults()));
      case LogEntry.Bounded bounded -> output.say(line(bounded));
      case LogEntry.Drained drained -> output.say(line(drained));
      case LogEntry.DatagramsFaulted hits -> throw new IllegalStateException("no line for " + hits);
      case LogEntry.CountingBegan began -> throw new IllegalStateException("no line for " + began);
      case LogEntry.NameFound found -> throw new IllegalStateException("no line for " + found);
    }
  }

  private static String line(LogEntry.OfConnection entry, String name) {
    return switch (entry) {
      case LogEntry.Opened opened -> "server connected to " + who(opened.connection(), name);
      case LogEntry.Received received -> "server received " + received.bytes() + " bytes";
      case LogEntry.Faulted hit -> throw new IllegalStateException("no line for " + hit);
      case LogEntry.Closed closed -> line(closed, name);
      case LogEntry.Probe probe -> line(probe.end(), name);
    };
  }

  private static String line(LogEntry.Closed closed, String name) {
    return "server closed " + who(closed.connection(), name) + ": " + end(closed);
  }

  /** {@code 12 bytes in 3.2 s, fault: cut at byte 12}. */
  static String end(LogEntry.Closed closed) {
    Connection connection = closed.connection();
    CloseReason reason = closed.closing().reason();
    List<FaultHit> hits = connection.faultHits();
    return Plural.of(connection.bytesIn(), "byte")
        + " in "
        + TimeText.transfer(connection.bytesIn(), closed.durationNs())
        + (reason == CloseReason.PEER_CLOSED ? "" : ", " + reason)
        + (reason == CloseReason.FAULT && !hits.isEmpty() ? ": " + words(hits.getLast()) : "");
  }

  /** {@code cut at byte 12}. */
  static String words(FaultHit hit) {
    return hit.word() + " at byte " + hit.at();
  }

  private static String line(LogEntry.Dropped dropped) {
    return "dropped " + Plural.of(dropped.count(), "datagram") + ": " + dropped.reason();
  }

  /** {@code at most 1 connection}. */
  static String line(LogEntry.Bounded bounded) {
    return "at most " + Plural.of(bounded.connections(), "connection");
  }

  private static String line(LogEntry.Drained drained) {
    BigDecimal patienceS = BigDecimal.valueOf(drained.patience().toMillis(), 3);
    String cut =
        ", cut "
            + drained.cut()
            + " after "
            + patienceS.stripTrailingZeros().toPlainString()
            + " s";
    return "drained "
        + Plural.of(drained.drained(), "connection")
        + (drained.cut() == 0 ? "" : cut);
  }

  private static String who(Connection connection, String name) {
    return Escape.text(name) + " (" + Escape.text(connection.peer().text()) + ")";
  }
}
