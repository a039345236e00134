package dev.echo7.log;

import dev.echo7.events.Closing;
import dev.echo7.events.Connection;
import dev.echo7.events.Datagram;
import dev.echo7.events.DropReason;
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
 * What happens, said on the console: the lecture's lines for people, or JSON for machines.
 *
 * <p>The side of the event loops: each event takes a place in the budget of lines, then one in a
 * bounded queue, or is counted as left out. It never waits: not for a name, a terminal that was
 * stopped, or a full disk. {@link ConsoleWriter} is the other side.
 *
 * <p>People are told each read at once, and of a connection's end only if they want that. Machines
 * are told the end of each, with what it came to, and no read.
 */
public final class ConsoleLog implements ServerEvents, AutoCloseable {
  /** What a person can read, and more. */
  static final int LINES_PER_SECOND = 1_000;

  /** Rejections a second that people are told one by one: a flood of them is an attack. */
  static final int REJECTIONS_PER_SECOND = 20;

  /** What a collector of logs can take. */
  static final int JSON_LINES_PER_SECOND = 10_000;

  /** Fewer, so that a flood of them leaves room for the connections that are served. */
  static final int JSON_REJECTIONS_PER_SECOND = 1_000;

  private static final int QUEUE_LENGTH = 4_096;
  private static final int JSON_QUEUE_LENGTH = 16_384;
  private static final long CLOSE_PATIENCE_MS = 1_000;

  /**
   * What to print.
   *
   * @param json one JSON object a line, all on standard output; else the lecture's lines there, and
   *     problems on standard error
   * @param quiet only problems
   * @param verbose in text, also the end of each connection; in JSON, also probes
   * @param names look up the names of peers
   */
  public record Style(boolean json, boolean quiet, boolean verbose, boolean names) {

    /** In text. */
    public Style(boolean quiet, boolean verbose, boolean names) {
      this(false, quiet, verbose, names);
    }

    private LogBudgets budgets() {
      if (!json) {
        return new LogBudgets(LINES_PER_SECOND, REJECTIONS_PER_SECOND);
      }
      return new LogBudgets(JSON_LINES_PER_SECOND, JSON_REJECTIONS_PER_SECOND);
    }

    private boolean tells(boolean wanted) {
      return wanted && !quiet;
    }
  }

  private final Style style;
  private final boolean tellsMessages;
  private final LogBudgets budgets;
  private final BlockingQueue<LogEntry> queue;
  private final LineFormat format;
  private final LogOutput output;
  private final ConsoleWriter writer;
  private final Thread thread;

  private ConsoleLog(Style style, PeerNames names, OutputStream out, OutputStream err) {
    this.style = style;
    this.tellsMessages = style.tells(!style.json);
    this.budgets = style.budgets();
    this.queue = new ArrayBlockingQueue<>(style.json ? JSON_QUEUE_LENGTH : QUEUE_LENGTH);
    this.format = style.json ? new JsonLines() : new TextLines();
    this.output = new LogOutput(out, err, budgets.lines()::lose);
    PeerNames asked = style.names ? names : null;
    this.writer = new ConsoleWriter(style, queue, budgets, asked, format, output);
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

  /**
   * The server listens. In text this is a line on standard error, written when this returns, unless
   * nobody reads standard error.
   *
   * @param listener {@code tcp [::]:7}
   * @param how {@code epoll, 2 event loops}
   */
  public void started(String listener, String how) {
    tellOfServer(new LogEntry.Started(listener, how, Instant.now()));
  }

  /** The server holds so many connections and no more; in text as {@link #started}. */
  public void bounded(int connections) {
    tellOfServer(new LogEntry.Bounded(connections, Instant.now()));
  }

  /**
   * The server has ended; in text as {@link #started}.
   *
   * @param drained connections that got everything that was owed to them
   * @param cut those that did not
   * @param patience how long it waited for them
   */
  public void drained(long drained, long cut, Duration patience) {
    tellOfServer(new LogEntry.Drained(drained, cut, patience, Instant.now()));
  }

  private void tellOfServer(LogEntry entry) {
    if (!style.json) {
      withoutWaitingLong(() -> format.write(entry, null, output));
    } else if (!style.quiet) {
      enqueuePatiently(entry);
    }
  }

  /** On a thread of its own: a standard error that nobody reads must not block the server. */
  private static void withoutWaitingLong(Runnable writing) {
    try {
      Thread.ofPlatform().daemon().name("server-line").start(writing).join(CLOSE_PATIENCE_MS);
    } catch (OutOfMemoryError e) {
      writing.run(); // No more threads can be started.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** For the thread that starts and ends the server, which has the time to wait for a place. */
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
    if (!style.quiet) {
      print(new LogEntry.Opened(connection, Instant.now()));
    }
  }

  @Override
  public void received(Connection connection, int bytes) {
    if (tellsMessages && budgets.lines().take()) {
      enqueue(new LogEntry.Received(connection, bytes));
    }
  }

  @Override
  public void closed(Connection connection, Closing closing) {
    if (style.tells(style.json || style.verbose)) {
      long durationNs = System.nanoTime() - connection.openedAtNs();
      print(new LogEntry.Closed(connection, closing, Instant.now(), durationNs));
    }
  }

  @Override
  public void datagramReceived(Datagram datagram) {
    if (tellsMessages && budgets.lines().take()) {
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
    if (!style.json || !style.quiet) {
      enqueue(new LogEntry.Notice(notice, Instant.now()));
    }
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
