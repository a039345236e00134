package dev.echo7.client.load;

import dev.echo7.client.wire.LoadBuffers;
import dev.echo7.measure.AwakeClock;
import dev.echo7.measure.Deadline;
import dev.echo7.measure.StepTimes;
import dev.echo7.verify.Frame;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An event loop of a load: does what is due on its connections and handles what comes back, on one
 * thread.
 *
 * <p>It sleeps in its selector, so that an echo is noticed at once; a {@link Deadline}, more exact
 * than the selector's timeout in milliseconds, wakes it just before something is due, and then it
 * spins.
 *
 * <p>The methods that a subclass overrides run on the loop's thread.
 */
public abstract class LoadLoop {
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
  private final QuietTime quiet;
  private final Consumer<SelectionKey> ready = this::isReady;
  private long sleepFromNs;

  /** What has come until then is handled, however late this loop is. */
  private long handledUntilNs;

  private boolean spun;
  private volatile boolean done;

  /**
   * @param frame of this loop only
   */
  protected LoadLoop(int number, LoadSchedule schedule, LoadBuffers buffers, Frame frame)
      throws IOException {
    this.number = number;
    this.schedule = schedule;
    this.quiet = new QuietTime(schedule);
    this.buffers = buffers;
    this.frame = frame;
    this.ledger = new LoadLedger(schedule, frame.size());
    this.selector = Selector.open();
    this.alarm = new Deadline("alarm-" + number, selector::wakeup);
  }

  /** The name of its thread. */
  String name() {
    return "load-" + number;
  }

  /** From 0. */
  protected final int number() {
    return number;
  }

  /**
   * Runs until the load is over.
   *
   * @throws IOException if the selector fails, or the load cannot go on
   */
  final void run() throws IOException {
    try (alarm;
        selector) {
      long nowNs = AwakeClock.nowNs();
      long nextTickNs = nowNs;
      handledUntilNs = nowNs;
      while (!isOver(nowNs)) {
        long roundNs = nowNs;
        spun = !begin();
        if (nowNs >= nextTickNs) {
          tick(handledUntilNs);
          nextTickNs = nowNs + TICK_NS;
        }
        if (sendDue()) {
          spun = false;
        }
        await(Math.min(nextDueNs(), nextTickNs));
        nowNs = AwakeClock.nowNs();
        if (spun) {
          quiet.add(roundNs, nowNs);
        }
      }
      end();
    } finally {
      done = true;
      close();
    }
  }

  private boolean isOver(long nowNs) {
    if (nowNs < schedule.sendEndNs()) {
      return false;
    }
    return handledUntilNs >= schedule.lastNs() || areAllOver(nowNs);
  }

  /**
   * Begins a round; returns whether it had anything to do.
   *
   * @throws IOException if the load cannot go on
   */
  protected abstract boolean begin() throws IOException;

  /**
   * Called every 50 ms, for timeouts.
   *
   * @param untilNs what has come until then is handled
   */
  protected abstract void tick(long untilNs);

  /** Sends what is due; returns whether there was anything. */
  protected abstract boolean sendDue();

  /** When something is due next; {@link Long#MAX_VALUE} if nothing is. */
  protected abstract long nextDueNs();

  /** The channel of a registered connection is ready. */
  protected abstract void ready(SelectionKey key);

  /** Whether nothing is in flight, after the end of the schedule. */
  protected abstract boolean areAllOver(long nowNs);

  /** Ends all connections, and reports what never came. */
  protected abstract void end();

  /** Releases what is still open, at the end of the thread. */
  protected abstract void close();

  private void await(long untilNs) throws IOException {
    handledUntilNs = AwakeClock.nowNs();
    int found = selector.selectNow(ready);
    long nowNs = AwakeClock.nowNs();
    long leftNs = untilNs - nowNs;
    if (found > 0 || leftNs <= NO_SLEEP_NS || nextDueNs() < untilNs) {
      return;
    }
    spun = false;
    sleepFromNs = nowNs;
    handledUntilNs = nowNs;
    if (leftNs >= COARSE_NS) {
      selector.select(ready, leftNs / 1_000_000 - 1);
    } else {
      alarm.set(untilNs - NO_SLEEP_NS);
      selector.select(ready, leftNs / 1_000_000 + 1);
    }
    woken();
  }

  private void isReady(SelectionKey key) {
    spun = false;
    woken();
    ready(key);
  }

  private void woken() {
    if (sleepFromNs != 0) {
      quiet.add(sleepFromNs, AwakeClock.nowNs());
      sleepFromNs = 0;
    }
  }

  /** Selects on a channel. */
  protected final SelectionKey register(
      SelectableChannel channel, int operations, Object connection) throws IOException {
    return channel.register(selector, operations, connection);
  }

  /** Ends the loop's sleep; any thread. */
  protected final void wakeUp() {
    selector.wakeup();
  }

  /** The idle share of the measured time, 0 to 1; 1 while the loop runs. */
  final double idleShare() {
    return done ? quiet.share() : 1;
  }

  /** Whether the loop has ended, so that no connection needs a wire. */
  protected final boolean isDone() {
    return done;
  }

  /** What it has counted and measured. */
  public final LoadLedger ledger() {
    return ledger;
  }

  /** The times of the steps of new connections so far, any thread; null if it opens none. */
  protected @Nullable StepTimes steps() {
    return null;
  }

  /** When frames are due. */
  protected final LoadSchedule schedule() {
    return schedule;
  }

  /** Writes and recognises the frames of this loop. */
  public final Frame frame() {
    return frame;
  }

  /** The buffers that its connections share. */
  public final LoadBuffers buffers() {
    return buffers;
  }
}
