package dev.echo7.log;

import dev.echo7.events.Connection;
import dev.echo7.events.Peer;
import dev.echo7.net.failure.FailureText;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The log's own thread: takes entries from the queue, looks up names, writes lines.
 *
 * <p>Once per second, and only while something happens, it refills the budgets and logs how many
 * lines were omitted.
 */
final class ConsoleWriter implements Runnable {
  private static final long WINDOW_NS = TimeUnit.SECONDS.toNanos(1);

  /**
   * How long it lingers after an entry, for more to come: an event loop that finds this thread
   * asleep has to wake it, which costs more than the line.
   */
  private static final long LINGER_NS = TimeUnit.MILLISECONDS.toNanos(5);

  private final BlockingQueue<LogEntry> queue;
  private final LogBudgets budgets;
  private final @Nullable PeerNames names;
  private final @Nullable ProbeFilter probes;
  private final LineFormat format;
  private final LogOutput output;
  private final NameWaits waits = new NameWaits(this::write);
  private final Map<String, Long> problemsSaid = new HashMap<>();
  private volatile boolean nameFoundUntold;
  private volatile boolean stopped;

  /**
   * @param names null if they are not looked up
   */
  ConsoleWriter(
      LogStyle style,
      BlockingQueue<LogEntry> queue,
      LogBudgets budgets,
      @Nullable PeerNames names,
      LineFormat format,
      LogOutput output) {
    this.queue = queue;
    this.budgets = budgets;
    this.names = names;
    this.probes = style.json() ? new ProbeFilter(style.verbose(), this::handleInOrder) : null;
    this.format = format;
    this.output = output;
  }

  /** Makes {@link #run} return once the queue is empty; the thread must be interrupted after it. */
  void stop() {
    stopped = true;
  }

  @Override
  public void run() {
    while (!stopped) {
      try {
        if (probes == null || probes.isEmpty()) {
          handle(queue.take());
        }
        serveOneWindow(System.nanoTime() + WINDOW_NS);
      } catch (InterruptedException e) {
        // Either stop() was called, which the loop's condition checks, or it is to be ignored.
      } catch (RuntimeException | Error e) {
        lost(e);
      }
    }
    finish();
  }

  /** A line could not be formatted, usually for lack of memory: reports it and goes on. */
  private void lost(Throwable failure) {
    budgets.lines().omit();
    try {
      write(new LogEntry.Problem("log: lost a line: " + FailureText.of(failure), Instant.now()));
    } catch (RuntimeException | Error e) {
      // The report is lost too, but every lost line is counted.
    }
  }

  /** Handles entries for one second, then logs how many were omitted in it. */
  private void serveOneWindow(long endNs) throws InterruptedException {
    try {
      for (long leftNs = 1; leftNs > 0; leftNs = endNs - System.nanoTime()) {
        handleAllQueued();
        output.flush();
        LogEntry entry = queue.poll(waitNs(endNs - System.nanoTime()), TimeUnit.NANOSECONDS);
        if (entry != null) {
          handle(entry);
          LockSupport.parkNanos(LINGER_NS);
        }
      }
    } finally {
      closeWindow();
    }
  }

  private long waitNs(long leftNs) {
    return Math.max(
        0, probes == null ? leftNs : Math.min(leftNs, probes.waitNs(System.nanoTime())));
  }

  private void closeWindow() {
    handleAllQueued();
    budgets.refill(this::write);
    output.flush();
    problemsSaid.values().removeIf(saidNs -> System.nanoTime() - saidNs >= WINDOW_NS);
  }

  /** Writes the last lines. Name lookups have a deadline, so this ends. */
  private void finish() {
    handleAllQueued();
    if (probes != null) {
      probes.releaseAll();
    }
    waits.releaseAll();
    closeWindow();
  }

  private void handleAllQueued() {
    for (LogEntry entry = queue.poll(); entry != null; entry = queue.poll()) {
      handle(entry);
    }
    if (nameFoundUntold) {
      nameFoundUntold = false;
      waits.releaseNamed();
    }
    if (probes != null) {
      probes.look(System.nanoTime());
    }
  }

  private void handle(LogEntry entry) {
    switch (entry) {
      case LogEntry.NameFound found -> waits.releaseNamed();
      case LogEntry.CountingBegan began -> {
        // It only starts the second at whose end the counts are collected.
      }
      case LogEntry.OfConnection line -> {
        if (probes == null || !probes.take(line, System.nanoTime())) {
          handleInOrder(line);
        }
      }
      case LogEntry.Problem problem -> {
        // The same problem is logged at most once per second.
        if (problemsSaid.putIfAbsent(problem.text(), System.nanoTime()) == null) {
          write(problem);
        }
      }
      default -> write(entry);
    }
  }

  private void handleInOrder(LogEntry.OfConnection line) {
    Connection connection = line.connection();
    Peer peer = connection.peer();
    if (!waits.holds(connection)) {
      String known = peer.name() != null ? peer.name() : peer.text();
      if (!format.isNamed(line) || names == null || peer.name() != null) {
        write(line, known);
        return;
      }
      CompletableFuture<String> name = names.nameOf(peer);
      if (name.isDone()) {
        write(line, name.join());
        return;
      }
      waits.begin(connection, name);
      name.thenRun(this::nameFound);
    }
    if (!waits.add(line)) {
      budgets.lines().omit();
    }
  }

  /** Runs on a lookup thread. Wakes the writer; if the queue is full, it is awake anyway. */
  private void nameFound() {
    if (!queue.offer(new LogEntry.NameFound())) {
      nameFoundUntold = true;
    }
  }

  private void write(LogEntry entry) {
    format.write(entry, null, output);
  }

  private void write(LogEntry.OfConnection line, String name) {
    format.write(line, name, output);
  }
}
