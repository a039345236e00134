package dev.echo7.log;

import java.util.function.Consumer;

/**
 * What a log may print in a second, and what it has left out.
 *
 * @param lines of all lines that have no budget of their own
 * @param rejections of lines about rejected connections
 * @param drops datagrams, which are never told one by one
 */
record LogBudgets(LineBudget lines, LineBudget rejections, DropTally drops) {

  LogBudgets(int linesPerSecond, int rejectionsPerSecond) {
    this(new LineBudget(linesPerSecond), new LineBudget(rejectionsPerSecond), new DropTally());
  }

  /** Begins another second; gives what there is to say about the last one. */
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
  }

  /** How many lines and rejections were left out, as of the last refill. */
  long omittedEver() {
    return lines.omittedEver() + rejections.omittedEver();
  }
}
