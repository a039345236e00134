package dev.echo7.client.ping;

import dev.echo7.measure.AwakeClock;
import dev.echo7.measure.Deadline;
import dev.echo7.measure.Times;
import dev.echo7.posix.KernelTcp;
import dev.echo7.verify.Fault;
import dev.echo7.verify.Frame;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the threads of a run share: the schedule, the results so far, and whether the run has ended.
 *
 * <p>Any thread. One lock guards all of it, including calls of the listener and of the connections'
 * verifiers, which share the {@link Frame}.
 */
final class PingState {
  /** What {@link #send} returns if no probe is left to send. */
  static final long NONE = 0;

  /** A probe of up to this size fits the kernel's send buffer, so sending it does not block. */
  private static final int INLINE_BYTES = 16 * 1024;

  private final PingOptions options;
  private final PingListener listener;
  private final PingLedger ledger;
  private final PingClock clock;
  private final Frame frame;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile @Nullable Deadline end;
  private volatile boolean stopped;
  private volatile boolean cut;

  /** A connection that sends probes; called under the lock. */
  interface Sender {
    /** Writes the next probe to the outgoing buffer; returns its sequence. */
    long prepare(long intendedNs);

    /** Records when that probe was sent. */
    void sent(long sequence, long nowNs);
  }

  /** A probe with a connection of its own, about to be opened. */
  record Attempt(long sequence, long intendedNs, long startNs) {}

  PingState(PingOptions options, PingListener listener, long seed) {
    this.options = options;
    this.listener = listener;
    this.ledger = new PingLedger(options);
    this.clock = new PingClock(options, ledger);
    this.frame = new Frame(seed, options.size());
  }

  PingOptions options() {
    return options;
  }

  Frame frame() {
    return frame;
  }

  /** Whether sending a probe never blocks, so that the thread that receives may do it. */
  boolean sendsAtOnce() {
    return options.size() <= INLINE_BYTES;
  }

  /**
   * Starts the clock.
   *
   * @param deadline calls {@link #cutIfDue} when the run may have to end
   */
  void start(Deadline deadline) {
    lock.lock();
    try {
      clock.start();
      end = deadline;
      signal();
    } finally {
      lock.unlock();
    }
  }

  /** Wakes the threads that wait, and sets the end of the run anew. */
  private void signal() {
    changed.signalAll();
    Deadline deadline = end;
    if (deadline != null && !cut) {
      deadline.set(stopped ? AwakeClock.nowNs() : clock.cutNs());
    }
  }

  /**
   * Ends the run soon, as Ctrl-C does. Without the lock: a listener that holds it may wait for
   * whoever reads the output, for ever.
   */
  void stop() {
    stopped = true;
    Deadline deadline = end;
    if (deadline != null) {
      deadline.set(AwakeClock.nowNs());
    }
  }

  /** Ends the run if it was stopped or its time is over; returns whether it was ended. */
  boolean cutIfDue() {
    lock.lock();
    try {
      boolean isDue = stopped || AwakeClock.nowNs() - clock.cutNs() >= 0;
      cut |= isDue;
      signal();
      return isDue;
    } finally {
      lock.unlock();
    }
  }

  boolean isStopped() {
    return stopped;
  }

  /** Whether the run was stopped or its time is over: failures from now on are not errors. */
  boolean isOver() {
    return stopped || cut;
  }

  /**
   * Waits until a probe is due.
   *
   * @param canReceive whether replies to earlier probes may still come
   * @return false if the run has ended
   */
  boolean awaitDue(BooleanSupplier canReceive) {
    lock.lock();
    try {
      while (true) {
        long nowNs = AwakeClock.nowNs();
        boolean isHopeless = !clock.mayProbe() && !canReceive.getAsBoolean();
        if (isOver() || clock.isComplete() || nowNs - clock.endNs() >= 0 || isHopeless) {
          return false;
        }
        long dueNs = clock.dueNs();
        if (nowNs - dueNs >= 0) {
          return true;
        }
        changed.await(Math.min(dueNs, clock.endNs()) - nowNs, TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** The address is final, or could not be reached. */
  void started(String place) {
    lock.lock();
    try {
      listener.started(place);
    } finally {
      lock.unlock();
    }
  }

  /** A connection is open; returns the sequence of its first probe. */
  long connected() {
    lock.lock();
    try {
      ledger.connected();
      return ledger.tried() + 1;
    } finally {
      lock.unlock();
    }
  }

  /** The first connection is ready: the first probe is due now. */
  void begin() {
    lock.lock();
    try {
      clock.begin();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Records the next probe, right before it goes out.
   *
   * @param usableSinceNs since when there has been a connection; a delay before that does not count
   *     as lateness of this process
   * @param scheduled whether the probe goes out by the schedule, not because of a reply
   * @return its sequence, or {@link #NONE} if another thread has sent the last one
   */
  long send(Sender sender, long usableSinceNs, boolean scheduled) {
    lock.lock();
    try {
      if (!clock.mayProbe()) {
        return NONE;
      }
      boolean flood = options.flood();
      long intendedNs = flood ? AwakeClock.nowNs() : clock.dueNs();
      long sequence = sender.prepare(intendedNs);
      listener.sent(sequence);
      long nowNs = AwakeClock.nowNs();
      clock.sent(nowNs);
      ledger.tried(Math.max(intendedNs, usableSinceNs), nowNs, scheduled && !flood);
      if (!clock.mayProbe()) {
        signal(); // From the last probe on, the end of the run is known.
      }
      sender.sent(sequence, AwakeClock.nowNs());
      return sequence;
    } finally {
      lock.unlock();
    }
  }

  /** Records the next probe, whose connection is about to be opened or could not be. */
  Attempt attempt() {
    lock.lock();
    try {
      long nowNs = AwakeClock.nowNs();
      long intendedNs = options.flood() ? nowNs : clock.dueNs();
      clock.sent(nowNs);
      ledger.tried(intendedNs, nowNs, false);
      return new Attempt(ledger.tried(), intendedNs, nowNs);
    } finally {
      lock.unlock();
    }
  }

  /** Announces a probe of {@link #attempt}. */
  void sent(long sequence) {
    lock.lock();
    try {
      listener.sent(sequence);
    } finally {
      lock.unlock();
    }
  }

  /** The next probe is due, and this one has no reply. */
  void unanswered(long sequence) {
    lock.lock();
    try {
      listener.unanswered(sequence);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Verifies what was received.
   *
   * @param verify reports to this object; returns whether the latest probe has been answered
   * @return whether the next probe is to go out at once, on this thread
   */
  boolean judge(BooleanSupplier verify) {
    lock.lock();
    try {
      boolean latestIsBack = verify.getAsBoolean();
      if (clock.isComplete()) {
        signal();
        return false;
      }
      if (options.flood() && !sendsAtOnce()) {
        signal();
        return false;
      }
      return options.flood() && latestIsBack && clock.mayProbe() && !isOver();
    } finally {
      lock.unlock();
    }
  }

  void reply(PingReply reply) {
    lock.lock();
    try {
      ledger.received(reply);
      listener.reply(reply);
    } finally {
      lock.unlock();
    }
  }

  void fault(Fault fault) {
    lock.lock();
    try {
      ledger.fault(fault);
      listener.fault(fault);
    } finally {
      lock.unlock();
    }
  }

  /** A probe failed, or the network reports that it cannot arrive. */
  void error(long sequence, String message) {
    lock.lock();
    try {
      ledger.error(sequence, message);
      listener.error(sequence, message);
      if (clock.isComplete()) {
        signal(); // Nothing is left to wait for.
      }
    } finally {
      lock.unlock();
    }
  }

  /** The connection failed. */
  void broken(long sequence, String message) {
    lock.lock();
    try {
      error(sequence, message);
      signal();
    } finally {
      lock.unlock();
    }
  }

  /** This machine could not send a probe. */
  void notSent(long sequence, String message) {
    lock.lock();
    try {
      ledger.notSent(sequence, message);
      listener.error(sequence, message);
      signal();
    } finally {
      lock.unlock();
    }
  }

  /** The results so far. */
  PingReport report(String place, @Nullable KernelTcp kernel) {
    lock.lock();
    try {
      return ledger.report(place, options.reconnect(), kernel);
    } finally {
      lock.unlock();
    }
  }

  /** The round trips since this was called last, or since the start. */
  Times takeInterval() {
    lock.lock();
    try {
      return ledger.takeInterval();
    } finally {
      lock.unlock();
    }
  }
}
