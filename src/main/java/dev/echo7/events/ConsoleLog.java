package dev.echo7.events;

import java.io.OutputStream;
import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

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
  private final LogBudgets budgets = new LogBudgets(LINES_PER_SECOND, REJECTIONS_PER_SECOND);
  private final BlockingQueue<LogEntry> queue = new ArrayBlockingQueue<>(QUEUE_LENGTH);
  private final ConsoleWriter writer;
  private final Thread thread;

  private ConsoleLog(Style style, PeerNames names, OutputStream out, OutputStream err) {
    this.style = style;
    this.writer =
        new ConsoleWriter(
            queue, budgets, style.names, names, new TextLines(), new LogOutput(out, err));
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
      print(new LogEntry.Opened(connection, Instant.now()));
    }
  }

  @Override
  public void received(Connection connection, int bytes) {
    if (!style.quiet && budgets.lines().take()) {
      enqueue(new LogEntry.Received(connection, bytes));
    }
  }

  @Override
  public void closed(Connection connection, Closing closing) {
    if (style.verbose && !style.quiet) {
      long durationNs = System.nanoTime() - connection.openedAtNs();
      print(new LogEntry.Closed(connection, closing, Instant.now(), durationNs));
    }
  }

  @Override
  public void datagramReceived(Datagram datagram) {
    if (!style.quiet && budgets.lines().take()) {
      enqueue(new LogEntry.Echoed(datagram));
    }
  }

  /** Costs one count, a flood of them too. */
  @Override
  public void datagramDropped(DropReason reason) {
    if (budgets.drops().count(reason)) {
      enqueue(new LogEntry.DropsBegan());
    }
  }

  @Override
  public void rejected(Peer peer, Rejection reason) {
    complain(new LogEntry.Rejected(peer, reason, Instant.now()));
  }

  @Override
  public void truncated(Peer peer) {
    complain(new LogEntry.Truncated(peer, Instant.now()));
  }

  @Override
  public void noticed(String notice) {
    enqueue(new LogEntry.Notice(notice, Instant.now()));
  }

  @Override
  public void failed(String problem) {
    enqueue(new LogEntry.Problem(problem, Instant.now()));
  }

  /** How many lines it has left out so far; any thread. */
  public long linesOmitted() {
    return budgets.omittedEver();
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

  private void print(LogEntry entry) {
    if (budgets.lines().take()) {
      enqueue(entry);
    }
  }

  private void complain(LogEntry entry) {
    if (budgets.rejections().take() && !queue.offer(entry)) {
      budgets.rejections().omit();
    }
  }

  private void enqueue(LogEntry entry) {
    if (!queue.offer(entry)) {
      budgets.lines().omit();
    }
  }
}
