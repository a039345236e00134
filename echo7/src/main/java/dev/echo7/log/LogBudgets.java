package dev.echo7.log;

import dev.echo7.events.DropReason;
import java.util.function.Consumer;

/**
 * What a log may print per second, and what it has omitted.
 *
 * @param lines for all lines that have no budget of their own
 * @param rejections for lines about rejected connections
 * @param drops dropped datagrams, which are never logged one by one
 * @param faults datagrams to which something happened on request, by the fault's word; the same
 */
record LogBudgets(
    LineBudget lines, LineBudget rejections, Tally<DropReason> drops, Tally<String> faults) {

  LogBudgets(int linesPerSecond, int rejectionsPerSecond) {
    this(
        new LineBudget(linesPerSecond),
        new LineBudget(rejectionsPerSecond),
        new Tally<>(),
        new Tally<>());
  }

  /** Begins another second; reports what was omitted in the last one. */
  void refill(Consumer<LogEntry> entries) {
    long omitted = lines.refill();
    if (omitted > 0) {
      entries.accept(new LogEntry.Omitted(omitted));
    }
    long rejectionsOmitted = rejections.refill();
    if (rejectionsOmitted > 0) {
      entries.accept(new LogEntry.RejectionsOmitted(rejectionsOmitted));
    }
    drops.collect((reason, count) -> entries.accept(new LogEntry.Dropped(reason, count)));
    faults.collect((word, count) -> entries.accept(new LogEntry.DatagramsFaulted(word, count)));
  }

  /** How many lines and rejections were omitted until the last refill. */
  long omittedEver() {
    return lines.omittedEver() + rejections.omittedEver();
  }
}
