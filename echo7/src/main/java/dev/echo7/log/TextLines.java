package dev.echo7.log;

import dev.echo7.events.CloseReason;
import dev.echo7.events.Connection;
import dev.echo7.text.Escape;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
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
      case LogEntry.Omitted omitted -> output.line("server left out " + omitted.lines() + " lines");
      case LogEntry.RejectionsOmitted omitted ->
          output.complain("left out " + omitted.lines() + " lines about rejected connections");
      case LogEntry.Dropped dropped -> output.complain(line(dropped));
      case LogEntry.Rejected rejected ->
          output.complain(
              "rejected " + Escape.text(rejected.peer().text()) + ": " + rejected.reason());
      case LogEntry.Truncated truncated ->
          output.complain(
              Escape.text(truncated.peer().text())
                  + " ended TLS without close_notify; what it sent may be only a part");
      case LogEntry.Notice notice -> output.say(notice.text());
      case LogEntry.Problem problem -> output.complain(problem.text());
      case LogEntry.Started started ->
          output.say("listening on " + started.listener() + " (" + started.how() + ")");
      case LogEntry.Bounded bounded -> output.say(line(bounded));
      case LogEntry.Drained drained -> output.say(line(drained));
      case LogEntry.DropsBegan began -> throw new IllegalStateException("no line for " + began);
      case LogEntry.NameFound found -> throw new IllegalStateException("no line for " + found);
    }
  }

  private static String line(LogEntry.OfConnection entry, String name) {
    return switch (entry) {
      case LogEntry.Opened opened -> "server connected to " + who(opened.connection(), name);
      case LogEntry.Received received -> "server received " + received.bytes() + " bytes";
      case LogEntry.Closed closed -> line(closed, name);
      case LogEntry.Probe probe -> line(probe.end(), name);
    };
  }

  private static String line(LogEntry.Closed closed, String name) {
    CloseReason reason = closed.closing().reason();
    return String.format(
        Locale.ROOT,
        "server closed %s: %d bytes in %s%s",
        who(closed.connection(), name),
        closed.connection().bytesIn(),
        seconds(closed.durationNs()),
        reason == CloseReason.PEER_CLOSED ? "" : ", " + reason);
  }

  private static String line(LogEntry.Dropped dropped) {
    String noun = dropped.count() == 1 ? " datagram: " : " datagrams: ";
    return "dropped " + dropped.count() + noun + dropped.reason();
  }

  /** {@code at most 1 connection}. */
  static String line(LogEntry.Bounded bounded) {
    String noun = bounded.connections() == 1 ? " connection" : " connections";
    return "at most " + bounded.connections() + noun;
  }

  private static String line(LogEntry.Drained drained) {
    String noun = drained.drained() == 1 ? " connection" : " connections";
    BigDecimal patienceS = BigDecimal.valueOf(drained.patience().toMillis(), 3);
    String cut =
        ", cut "
            + drained.cut()
            + " after "
            + patienceS.stripTrailingZeros().toPlainString()
            + " s";
    return "drained " + drained.drained() + noun + (drained.cut() == 0 ? "" : cut);
  }

  private static String who(Connection connection, String name) {
    return Escape.text(name) + " (" + Escape.text(connection.peer().text()) + ")";
  }

  /** A duration as people read it: {@code 3.2 s}. */
  private static String seconds(long durationNs) {
    return String.format(Locale.ROOT, "%.1f s", durationNs / (double) TimeUnit.SECONDS.toNanos(1));
  }
}
