package dev.echo7.events;

import java.io.OutputStream;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The lecture's lines on standard output, and problems on standard error.
 *
 * <p>The side of the event loops: each event takes a place in the budget of lines, then one in a
 * bounded queue, or is counted as left out. It never waits: not for a name, a terminal that was
 * stopped, or a full disk. {@link ConsoleWriter} is the other side.
 */
public final class ConsoleLog implements ServerEvents, AutoCloseable {
  /** What a person can read, and more. */
  static final int LINES_PER_SECOND = 1_000;

  /** Rejections a second that are told one by one: a flood of them is somebody's attack. */
  static final int REJECTIONS_PER_SECOND = 20;

  private static final int QUEUE_LENGTH = 4_096;
  private static final long CLOSE_PATIENCE_MS = 1_000;

  /**
   * What to print.
   *
   * @param quiet only problems
   * @param verbose also the end of each connection
   * @param names look up the names of peers
   */
  public record Style(boolean quiet, boolean verbose, boolean names) {}

  private final Style style;
  private final LineBudget budget = new LineBudget(LINES_PER_SECOND);
  private final LineBudget rejections = new LineBudget(REJECTIONS_PER_SECOND);
  private final BlockingQueue<ConsoleEntry> queue = new ArrayBlockingQueue<>(QUEUE_LENGTH);
  private final DropTally drops = new DropTally();
  private final ConsoleWriter writer;
  private final Thread thread;

  private ConsoleLog(Style style, PeerNames names, OutputStream out, OutputStream err) {
    this.style = style;
    this.writer = new ConsoleWriter(queue, budget, rejections, drops, style.names, names, out, err);
    this.thread = Thread.ofPlatform().daemon().name("console").unstarted(writer);
  }

  /** Starts the thread that writes; {@link #close} ends it. */
  public static ConsoleLog start(Style style, OutputStream out, OutputStream err) {
    return start(style, PeerNames.ofThisMachine(), out, err);
  }

  static ConsoleLog start(Style style, PeerNames names, OutputStream out, OutputStream err) {
    ConsoleLog log = new ConsoleLog(style, names, out, err);
    log.thread.start();
    return log;
  }

  @Override
  public void opened(Connection connection) {
    if (!style.quiet) {
      print(new ConsoleEntry.Opened(connection));
    }
  }

  @Override
  public void received(Connection connection, int bytes) {
    if (!style.quiet && budget.take()) {
      enqueue(new ConsoleEntry.Received(connection, bytes));
    }
  }

  @Override
  public void closed(Connection connection, Closing closing) {
    if (style.verbose && !style.quiet) {
      long durationNs = System.nanoTime() - connection.openedAtNs();
      print(
          new ConsoleEntry.Closed(connection, connection.bytesIn(), durationNs, closing.reason()));
    }
  }

  @Override
  public void datagramReceived(Datagram datagram) {
    if (!style.quiet && budget.take()) {
      enqueue(new ConsoleEntry.Echoed(datagram));
    }
  }

  /** Costs one count, a flood of them too. */
  @Override
  public void datagramDropped(DropReason reason) {
    if (drops.count(reason)) {
      enqueue(new ConsoleEntry.Dropped());
    }
  }

  @Override
  public void rejected(Peer peer, Rejection reason) {
    complain(new ConsoleEntry.Rejected(peer, reason));
  }

  @Override
  public void truncated(Peer peer) {
    complain(new ConsoleEntry.Truncated(peer));
  }

  @Override
  public void noticed(String notice) {
    enqueue(new ConsoleEntry.Notice(notice));
  }

  @Override
  public void failed(String problem) {
    enqueue(new ConsoleEntry.Problem(problem));
  }

  /** Writes what is queued, waiting at most a second for it, and ends the thread. */
  @Override
  public void close() {
    writer.stop();
    thread.interrupt();
    try {
      thread.join(CLOSE_PATIENCE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void print(ConsoleEntry entry) {
    if (budget.take()) {
      enqueue(entry);
    }
  }

  private void complain(ConsoleEntry entry) {
    if (rejections.take() && !queue.offer(entry)) {
      rejections.omit();
    }
  }

  private void enqueue(ConsoleEntry entry) {
    if (!queue.offer(entry)) {
      budget.omit();
    }
  }

  /** A duration as people read it: {@code 3.2 s}. */
  static String seconds(long durationNs) {
    return String.format(Locale.ROOT, "%.1f s", durationNs / (double) TimeUnit.SECONDS.toNanos(1));
  }
}
