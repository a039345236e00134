package dev.echo7.log;

import dev.echo7.events.Closing;
import dev.echo7.events.Connection;
import dev.echo7.events.Datagram;
import dev.echo7.events.DropReason;
import dev.echo7.events.FaultHit;
import dev.echo7.events.Peer;
import dev.echo7.events.Rejection;
import dev.echo7.events.ServerEvents;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Logs the server's events to the console: the lecture's lines or longer ones for people, or JSON
 * for machines.
 *
 * <p>This is the side of the event loops. An event needs a place in the line budget and one in a
 * bounded queue; without them it is counted as omitted. Nothing here blocks, neither on a name
 * lookup nor on a stopped terminal or a full disk. {@link ConsoleWriter} is the other side.
 *
 * <p>In text, each read is a line at once, and the end of a connection is one only on request. In
 * JSON, the end of each connection is a line with its totals, and reads are not logged.
 */
public final class ConsoleLog implements ServerEvents, AutoCloseable {
  /** More than a person can read. */
  static final int LINES_PER_SECOND = 1_000;

  /** Rejections that are logged one by one in text: a flood of them is an attack. */
  static final int REJECTIONS_PER_SECOND = 20;

  /** What a log collector can take. */
  static final int JSON_LINES_PER_SECOND = 10_000;

  /** Fewer, so that a flood of rejections leaves room for lines about served connections. */
  static final int JSON_REJECTIONS_PER_SECOND = 1_000;

  private static final int QUEUE_LENGTH = 4_096;
  private static final int JSON_QUEUE_LENGTH = 16_384;
  private static final long CLOSE_PATIENCE_MS = 1_000;

  private final LogStyle style;
  private final boolean tellsMessages;
  private final LogBudgets budgets;
  private final BlockingQueue<LogEntry> queue;
  private final LineFormat format;
  private final LogOutput output;
  private final ConsoleWriter writer;
  private final Thread thread;

  private ConsoleLog(LogStyle style, PeerNames names, OutputStream out, OutputStream err) {
    this.style = style;
    this.tellsMessages = !style.json() && !style.quiet();
    this.budgets = budgets(style);
    this.queue = new ArrayBlockingQueue<>(style.json() ? JSON_QUEUE_LENGTH : QUEUE_LENGTH);
    this.format =
        switch (style.format()) {
          case TEXT -> new TextLines();
          case LONG -> new LongLines();
          case JSON -> new JsonLines();
        };
    this.output = new LogOutput(out, err, budgets.lines()::lose);
    PeerNames asked = style.names() ? names : null;
    this.writer = new ConsoleWriter(style, queue, budgets, asked, format, output);
    this.thread = Thread.ofPlatform().daemon().name("console").unstarted(writer);
  }

  private static LogBudgets budgets(LogStyle style) {
    return style.json()
        ? new LogBudgets(JSON_LINES_PER_SECOND, JSON_REJECTIONS_PER_SECOND)
        : new LogBudgets(LINES_PER_SECOND, REJECTIONS_PER_SECOND);
  }

  /** Starts the thread that writes; {@link #close} ends it. */
  public static ConsoleLog start(LogStyle style, OutputStream out, OutputStream err) {
    return start(style, PeerNames.ofThisMachine(), out, err);
  }

  static ConsoleLog start(LogStyle style, PeerNames names, OutputStream out, OutputStream err) {
    ConsoleLog log = new ConsoleLog(style, names, out, err);
    log.thread.start();
    return log;
  }

  /**
   * The server listens. In text this is a line on standard error, written when this returns, unless
   * nobody reads standard error.
   *
   * @param listener {@code tcp [::]:7}
   * @param how {@code epoll, 2 event loops}
   * @param faults what goes wrong there on request, with the seed that repeats it; empty for
   *     nothing
   */
  public void started(String listener, String how, String faults) {
    tellOfServer(new LogEntry.Started(listener, how, faults, Instant.now()));
  }

  /** The server limits its connections; in text as {@link #started}. */
  public void bounded(int connections) {
    tellOfServer(new LogEntry.Bounded(connections, Instant.now()));
  }

  /**
   * The server has ended; in text as {@link #started}.
   *
   * @param drained connections that received every outstanding echo
   * @param cut connections that did not
   * @param patience the grace period
   */
  public void drained(long drained, long cut, Duration patience) {
    tellOfServer(new LogEntry.Drained(drained, cut, patience, Instant.now()));
  }

  private void tellOfServer(LogEntry entry) {
    if (!style.json()) {
      withoutWaitingLong(() -> format.write(entry, null, output));
    } else if (!style.quiet()) {
      enqueuePatiently(entry);
    }
  }

  /** Writes on another thread: a standard error that nobody reads must not block the server. */
  private static void withoutWaitingLong(Runnable writing) {
    try {
      Thread.ofPlatform().daemon().name("server-line").start(writing).join(CLOSE_PATIENCE_MS);
    } catch (OutOfMemoryError e) {
      writing.run(); // No more threads can be started.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** For the thread that starts and ends the server, which may wait for a place in the queue. */
  private void enqueuePatiently(LogEntry entry) {
    try {
      if (!queue.offer(entry, CLOSE_PATIENCE_MS, TimeUnit.MILLISECONDS)) {
        budgets.lines().omit();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      enqueue(entry);
    }
  }

  @Override
  public boolean wantsMessages() {
    return tellsMessages;
  }

  @Override
  public void opened(Connection connection) {
    if (!style.quiet()) {
      print(new LogEntry.Opened(connection, Instant.now()));
    }
  }

  @Override
  public void received(Connection connection, int bytes) {
    if (tellsMessages && budgets.lines().take()) {
      enqueue(new LogEntry.Received(connection, bytes, Instant.now()));
    }
  }

  /** Only the hits that the connection remembers, so a few lines per connection. */
  @Override
  public void faulted(Connection connection, FaultHit hit) {
    if (!style.quiet() && style.format() == LogFormat.LONG && hit.isRememberedBy(connection)) {
      print(new LogEntry.Faulted(connection, hit, Instant.now()));
    }
  }

  /** Costs no more than a counter. */
  @Override
  public void datagramFaulted(FaultHit hit) {
    if (!style.quiet() && style.format() != LogFormat.TEXT && budgets.faults().count(hit.word())) {
      enqueue(new LogEntry.CountingBegan());
    }
  }

  @Override
  public void faultsChanged(String listener, String query) {
    if (!style.json() || !style.quiet()) {
      enqueue(new LogEntry.FaultsChanged(listener, query, Instant.now()));
    }
  }

  @Override
  public void closed(Connection connection, Closing closing) {
    if (!style.quiet() && (style.json() || style.verbose())) {
      long durationNs = System.nanoTime() - connection.openedAtNs();
      print(new LogEntry.Closed(connection, closing, Instant.now(), durationNs));
    }
  }

  @Override
  public void datagramReceived(Datagram datagram) {
    if (tellsMessages && budgets.lines().take()) {
      enqueue(new LogEntry.Echoed(datagram, Instant.now()));
    }
  }

  /** Costs no more than a counter, even in a flood. */
  @Override
  public void datagramDropped(DropReason reason) {
    if (budgets.drops().count(reason)) {
      enqueue(new LogEntry.CountingBegan());
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
    if (!style.json() || !style.quiet()) {
      enqueue(new LogEntry.Notice(notice, Instant.now()));
    }
  }

  @Override
  public void failed(String problem) {
    enqueue(new LogEntry.Problem(problem, Instant.now()));
  }

  /** How many lines were omitted so far; any thread. */
  public long linesOmitted() {
    return budgets.omittedEver();
  }

  /** Writes what is queued, for at most a second, and ends the thread. */
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
