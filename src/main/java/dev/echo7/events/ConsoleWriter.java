package dev.echo7.events;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The console's own thread: takes entries from the queue, finds names, writes lines.
 *
 * <p>A line that needs a name not known yet waits, and with it all later lines of that connection;
 * those of others pass. Once a second, and only while something happens, it refills the budget and
 * says how many lines were left out.
 */
final class ConsoleWriter implements Runnable {
  private static final long WINDOW_NS = TimeUnit.SECONDS.toNanos(1);
  private static final int MAX_WAITING_LINES = 4_096;

  private final BlockingQueue<ConsoleEntry> queue;
  private final LineBudget budget;
  private final LineBudget rejections;
  private final DropTally drops;
  private final boolean withNames;
  private final PeerNames names;
  private final OutputStream out;
  private final OutputStream err;

  /** The lines of a connection whose peer's name is being looked up. */
  private record Waiting(CompletableFuture<String> name, Queue<ConsoleEntry.OfConnection> lines) {}

  private final Map<Connection, Waiting> waiting = new LinkedHashMap<>();
  private final Map<String, Long> problemsSaid = new HashMap<>();
  private final StringBuilder lines = new StringBuilder();
  private int waitingLines;
  private @Nullable String outputProblem;
  private volatile boolean nameFoundUntold;
  private volatile boolean stopped;

  ConsoleWriter(
      BlockingQueue<ConsoleEntry> queue,
      LineBudget budget,
      LineBudget rejections,
      DropTally drops,
      boolean withNames,
      PeerNames names,
      OutputStream out,
      OutputStream err) {
    this.queue = queue;
    this.budget = budget;
    this.rejections = rejections;
    this.drops = drops;
    this.withNames = withNames;
    this.names = names;
    this.out = out;
    this.err = err;
  }

  /** Makes {@link #run} return once the queue is empty; the thread must be interrupted after it. */
  void stop() {
    stopped = true;
  }

  @Override
  public void run() {
    while (!stopped) {
      try {
        handle(queue.take());
        serveOneWindow(System.nanoTime() + WINDOW_NS);
      } catch (InterruptedException e) {
        // stop() was called, or nobody's business: the loop's condition tells.
      }
    }
    finish();
  }

  /** One second from the first entry on; then the count of what was left out in it. */
  private void serveOneWindow(long endNs) throws InterruptedException {
    try {
      for (long leftNs = 1; leftNs > 0; leftNs = endNs - System.nanoTime()) {
        handleAllQueued();
        flush();
        ConsoleEntry entry =
            queue.poll(Math.max(0, endNs - System.nanoTime()), TimeUnit.NANOSECONDS);
        if (entry != null) {
          handle(entry);
        }
      }
    } finally {
      closeWindow();
    }
  }

  private void closeWindow() {
    handleAllQueued();
    long omitted = budget.refill();
    if (omitted > 0) {
      lines.append("server left out ").append(omitted).append(" lines\n");
    }
    flush();
    long unsaid = rejections.refill();
    if (unsaid > 0) {
      complain("left out " + unsaid + " lines about rejected connections");
    }
    drops.collect(this::say);
    problemsSaid.values().removeIf(saidNs -> System.nanoTime() - saidNs >= WINDOW_NS);
  }

  /** The last lines; the names among them have their deadline, so this ends too. */
  private void finish() {
    handleAllQueued();
    waiting.values().forEach(this::release);
    waiting.clear();
    closeWindow();
  }

  private void handleAllQueued() {
    for (ConsoleEntry entry = queue.poll(); entry != null; entry = queue.poll()) {
      handle(entry);
    }
    if (nameFoundUntold) {
      nameFoundUntold = false;
      releaseNamed();
    }
  }

  private void handle(ConsoleEntry entry) {
    switch (entry) {
      case ConsoleEntry.Problem problem -> say(problem.text());
      case ConsoleEntry.Echoed echoed -> lines.append(echoed.line()).append('\n');
      case ConsoleEntry.Dropped dropped -> {
        // It has begun the second at whose end the tally is collected.
      }
      case ConsoleEntry.Rejected rejected -> complain(rejected.line());
      case ConsoleEntry.Truncated truncated -> complain(truncated.line());
      case ConsoleEntry.Notice notice -> print(notice.text());
      case ConsoleEntry.NameFound found -> releaseNamed();
      case ConsoleEntry.OfConnection line -> {
        Waiting ahead = waiting.get(line.connection());
        if (ahead != null) {
          park(line, ahead);
        } else {
          writeOrWait(line);
        }
      }
    }
  }

  private void writeOrWait(ConsoleEntry.OfConnection line) {
    Connection connection = line.connection();
    Peer peer = connection.peer();
    String known = peer.name() != null ? peer.name() : peer.text();
    if (!line.named() || !withNames || peer.name() != null) {
      write(line, known);
      return;
    }
    CompletableFuture<String> name = names.nameOf(peer);
    if (name.isDone()) {
      write(line, name.join());
      return;
    }
    Waiting first = new Waiting(name, new ArrayDeque<>());
    waiting.put(connection, first);
    park(line, first);
    name.thenRun(this::nameFound);
  }

  private void park(ConsoleEntry.OfConnection line, Waiting ahead) {
    if (waitingLines < MAX_WAITING_LINES) {
      waitingLines++;
      ahead.lines.add(line);
    } else {
      budget.omit();
    }
  }

  /** On a thread of the lookups: the queue wakes the writer; a full one is awake anyway. */
  private void nameFound() {
    if (!queue.offer(new ConsoleEntry.NameFound())) {
      nameFoundUntold = true;
    }
  }

  /** Whoever waits for a name that is known by now goes, in the order in which they came. */
  private void releaseNamed() {
    Iterator<Waiting> all = waiting.values().iterator();
    while (all.hasNext()) {
      Waiting next = all.next();
      if (next.name.isDone()) {
        all.remove();
        release(next);
      }
    }
  }

  private void release(Waiting named) {
    waitingLines -= named.lines.size();
    String name = named.name.join();
    named.lines.forEach(line -> write(line, name));
  }

  private void write(ConsoleEntry.OfConnection line, String name) {
    lines.append(line.line(Escape.text(name))).append('\n');
  }

  /** The same problem is said once a second at most. */
  private void say(String problem) {
    if (problemsSaid.putIfAbsent(problem, System.nanoTime()) == null) {
      complain(problem);
    }
  }

  private void complain(String problem) {
    print("echoserver: " + problem);
  }

  private void print(String line) {
    try {
      err.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      err.flush();
    } catch (IOException e) {
      // Nobody is left to be told.
    }
  }

  private void flush() {
    if (lines.isEmpty()) {
      return;
    }
    try {
      out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
      out.flush();
      outputProblem = null;
    } catch (IOException e) {
      String problem = String.valueOf(e.getMessage());
      if (!problem.equals(outputProblem)) {
        outputProblem = problem;
        say("standard output: " + problem + "; its lines are lost until that is mended");
      }
    }
    lines.setLength(0);
  }
}
