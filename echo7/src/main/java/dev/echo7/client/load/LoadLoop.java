package dev.echo7.client.load;

import dev.echo7.client.wire.LoadBuffers;
import dev.echo7.client.wire.LoadWire;
import dev.echo7.measure.AwakeClock;
import dev.echo7.measure.Deadline;
import dev.echo7.posix.TcpSample;
import dev.echo7.verify.Frame;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * An event loop of a load: sends what is due on its connections and receives what comes back, on
 * one thread.
 *
 * <p>It sleeps in its selector, so that an echo is noticed at once; a {@link Deadline}, more exact
 * than the selector's timeout in milliseconds, wakes it just before a send is due, and then it
 * spins.
 */
final class LoadLoop {
  /** The loop does not sleep if a send is due within this time, since waking up takes as long. */
  private static final long NO_SLEEP_NS = 80_000;

  /** The shortest wait for which the selector's own timeout, in milliseconds, is exact enough. */
  private static final long COARSE_NS = 3_000_000;

  private static final long TICK_NS = 50_000_000;

  private final int number;
  private final Selector selector;
  private final Deadline alarm;
  private final LoadSchedule schedule;
  private final LoadBuffers buffers;
  private final Frame frame;
  private final LoadLedger ledger;
  private final TcpSample sample;
  private final Consumer<LoadConnection> reopen;
  private final DueQueue<LoadConnection> due = new DueQueue<>();
  private final List<LoadConnection> connections = new ArrayList<>();
  private final Queue<Adoption> adoptions = new ConcurrentLinkedQueue<>();
  private final Consumer<SelectionKey> ready = this::ready;
  private final QuietTime quiet;
  private long sleepFromNs;
  private boolean spun;
  private volatile boolean done;

  /** A new wire for a connection. */
  private record Adoption(LoadConnection connection, LoadWire wire, boolean again) {}

  /**
   * @param frame of this loop only
   * @param sample of the connections of all loops
   * @param reopen receives connections that need another wire; must not block
   */
  LoadLoop(
      int number,
      LoadSchedule schedule,
      LoadBuffers buffers,
      Frame frame,
      TcpSample sample,
      Consumer<LoadConnection> reopen)
      throws IOException {
    this.number = number;
    this.schedule = schedule;
    this.quiet = new QuietTime(schedule);
    this.buffers = buffers;
    this.frame = frame;
    this.sample = sample;
    this.ledger = new LoadLedger(schedule, frame.size());
    this.reopen = reopen;
    this.selector = Selector.open();
    this.alarm = new Deadline("alarm-" + number, selector::wakeup);
  }

  /** The name of its thread. */
  String name() {
    return "load-" + number;
  }

  /** Adds a connection, before the loop runs. */
  void add(LoadConnection connection) {
    connections.add(connection);
  }

  /**
   * Gives a connection a new wire, from any thread.
   *
   * @param again whether the wire before it broke or could not be opened
   */
  void adopt(LoadConnection connection, LoadWire wire, boolean again) {
    adoptions.add(new Adoption(connection, wire, again));
    selector.wakeup();
    if (done) {
      closeUnused();
    }
  }

  private void adoptAll() throws IOException {
    for (Adoption next = adoptions.poll(); next != null; next = adoptions.poll()) {
      spun = false;
      next.connection().use(next.wire(), next.again(), AwakeClock.nowNs());
    }
  }

  private void closeUnused() {
    for (Adoption next = adoptions.poll(); next != null; next = adoptions.poll()) {
      try {
        next.wire().close();
      } catch (IOException e) {
        // It was never used.
      }
    }
  }

  /**
   * Runs until the load is over.
   *
   * @throws IOException if the selector fails
   */
  void run() throws IOException {
    try (alarm;
        selector) {
      long nowNs = AwakeClock.nowNs();
      long nextTickNs = nowNs;
      while (!isOver(nowNs)) {
        long roundNs = nowNs;
        spun = true;
        adoptAll();
        if (nowNs >= nextTickNs) {
          tick(nowNs);
          nextTickNs = nowNs + TICK_NS;
        }
        sendDue();
        await(Math.min(due.firstNs(), nextTickNs));
        nowNs = AwakeClock.nowNs();
        if (spun) {
          quiet.add(roundNs, nowNs);
        }
      }
      connections.forEach(LoadConnection::end);
    } finally {
      done = true;
      closeUnused();
    }
  }

  private boolean isOver(long nowNs) {
    if (nowNs < schedule.endNs()) {
      return false;
    }
    return nowNs >= schedule.lastNs() || allAreOver(nowNs);
  }

  private boolean allAreOver(long nowNs) {
    for (int i = 0; i < connections.size(); i++) {
      if (!connections.get(i).isOver(nowNs)) {
        return false;
      }
    }
    return true;
  }

  private void tick(long nowNs) {
    for (int i = 0; i < connections.size(); i++) {
      connections.get(i).tick(nowNs);
    }
  }

  private void sendDue() {
    long nowNs = AwakeClock.nowNs();
    while (due.firstNs() <= nowNs) {
      spun = false;
      due.remove().wake(nowNs);
      nowNs = AwakeClock.nowNs();
    }
  }

  private void await(long untilNs) throws IOException {
    int found = selector.selectNow(ready);
    long nowNs = AwakeClock.nowNs();
    long leftNs = untilNs - nowNs;
    if (found > 0 || leftNs <= NO_SLEEP_NS || due.firstNs() < untilNs) {
      return;
    }
    spun = false;
    sleepFromNs = nowNs;
    if (leftNs >= COARSE_NS) {
      selector.select(ready, leftNs / 1_000_000 - 1);
    } else {
      alarm.set(untilNs - NO_SLEEP_NS);
      selector.select(ready, leftNs / 1_000_000 + 1);
    }
    woken();
  }

  private void ready(SelectionKey key) {
    spun = false;
    woken();
    ((LoadConnection) key.attachment()).ready(key);
  }

  private void woken() {
    if (sleepFromNs != 0) {
      quiet.add(sleepFromNs, AwakeClock.nowNs());
      sleepFromNs = 0;
    }
  }

  /** Wakes the connection at this time. */
  void queue(LoadConnection connection, long dueNs) {
    due.add(connection, dueNs);
  }

  SelectionKey register(LoadWire wire, LoadConnection connection) throws IOException {
    return wire.channel().register(selector, SelectionKey.OP_READ, connection);
  }

  /** A wire is about to be closed. */
  void closing(LoadWire wire) {
    sample.remove(wire.channel());
  }

  void reopen(LoadConnection connection) {
    reopen.accept(connection);
  }

  /** The idle share of the measured time, 0 to 1; 1 while the loop runs. */
  double idleShare() {
    return done ? quiet.share() : 1;
  }

  /** Whether the loop has ended, so that no connection needs a wire. */
  boolean isDone() {
    return done;
  }

  LoadLedger ledger() {
    return ledger;
  }

  Frame frame() {
    return frame;
  }

  LoadBuffers buffers() {
    return buffers;
  }
}
