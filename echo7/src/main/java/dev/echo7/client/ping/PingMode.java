package dev.echo7.client.ping;

import dev.echo7.client.connect.ConnectOptions;
import dev.echo7.client.connect.ProbeWire;
import dev.echo7.client.dial.ProbeRoute;
import dev.echo7.measure.AwakeClock;
import dev.echo7.measure.Times;
import dev.echo7.net.Endpoint;
import dev.echo7.posix.KernelTcp;
import dev.echo7.verify.Frame;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.UnknownHostException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Probes a server as ping does, over any transport: is it there, how quick is it, does every byte
 * come back?
 *
 * <p>{@link #run} is called once; {@link #stop}, {@link #report} and {@link #takeInterval} from any
 * thread meanwhile.
 */
public final class PingMode {
  private final ProbeRoute route;
  private final PingOptions options;
  private final PingListener listener;
  private final PingLedger ledger;
  private final Frame frame;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private @Nullable KernelTcp kernel;
  private volatile @Nullable ProbeWire wire;
  private volatile boolean stopped;
  private volatile boolean cut;
  private @Nullable Thread opener;
  private boolean announced;

  private PingMode(ProbeRoute route, PingOptions options, PingListener listener, long seed) {
    this.route = route;
    this.options = options;
    this.listener = listener;
    this.ledger = new PingLedger(options);
    this.frame = new Frame(seed, options.size());
  }

  /**
   * Finds the address to probe.
   *
   * @param seed of the run's payload
   * @throws UnknownHostException if there is no such host, or none of the family that is wanted
   */
  public static PingMode to(
      Endpoint endpoint,
      ConnectOptions connect,
      PingOptions options,
      PingListener listener,
      long seed)
      throws UnknownHostException {
    return new PingMode(ProbeRoute.to(endpoint, connect), options, listener, seed);
  }

  /** Probes until all is done, the deadline is over or {@link #stop} is called. */
  public PingReport run() {
    AwakeClock.watch();
    if (options.reconnect()) {
      new ReconnectingProbes(this).run();
    } else {
      new KeptProbes(this).run();
    }
    return report();
  }

  /** Ends the run soon, as Ctrl-C does. */
  public void stop() {
    stopped = true;
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** What has been found so far. */
  public PingReport report() {
    lock.lock();
    try {
      askKernel();
      return ledger.report(route.place(), options.reconnect(), kernel);
    } finally {
      lock.unlock();
    }
  }

  /** The round trips since this was called last, or since the start. */
  public Times takeInterval() {
    lock.lock();
    try {
      return ledger.takeInterval();
    } finally {
      lock.unlock();
    }
  }

  /** Takes down what the kernel knows of the connection, while it is there. */
  void askKernel() {
    ProbeWire open = wire;
    KernelTcp measured = open == null ? null : open.kernel();
    if (measured != null) {
      kernel = measured;
    }
  }

  /** Says which address it is, once that is known for good or could not be reached. */
  void announce() {
    if (!announced) {
      announced = true;
      listener.started(route.place());
    }
  }

  /** Opens one more way; the end of the run ends that too, with an exception. */
  ProbeRoute.Opening open(boolean resolveAgain) throws IOException {
    startOpening();
    ProbeRoute.Opening opening = null;
    try {
      opening = route.open(resolveAgain);
    } finally {
      endOpening(opening);
    }
    if (isOver()) {
      opening.wire().close();
      throw new InterruptedIOException("the run is over");
    }
    return opening;
  }

  private void startOpening() throws IOException {
    lock.lock();
    try {
      if (isOver()) {
        throw new InterruptedIOException("the run is over");
      }
      opener = Thread.currentThread();
    } finally {
      lock.unlock();
    }
  }

  private void endOpening(ProbeRoute.@Nullable Opening opening) {
    lock.lock();
    try {
      opener = null;
      if (cut) {
        Thread.interrupted(); // That was for the connection, and nothing after it.
      }
      wire = opening == null ? null : opening.wire();
    } finally {
      lock.unlock();
    }
  }

  /** Wakes whoever opens, sends or receives: the run is over. */
  void cut() {
    ProbeWire open;
    lock.lock();
    try {
      cut = true;
      askKernel();
      open = wire;
      if (opener != null) {
        opener.interrupt();
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      if (open != null) {
        open.close();
      }
    } catch (IOException e) {
      // It had gone before.
    }
  }

  /** This machine could not send a probe. Call under the lock. */
  void notSent(long sequence, String message) {
    ledger.notSent(sequence, message);
    listener.error(sequence, message);
  }

  /** There is no way open any more. */
  void useNone() {
    wire = null;
  }

  @Nullable ProbeWire wire() {
    return wire;
  }

  boolean isStopped() {
    return stopped;
  }

  /** Stopped, or at the end of its time: what breaks now is no error. */
  boolean isOver() {
    return stopped || cut;
  }

  ProbeRoute route() {
    return route;
  }

  PingOptions options() {
    return options;
  }

  PingListener listener() {
    return listener;
  }

  PingLedger ledger() {
    return ledger;
  }

  Frame frame() {
    return frame;
  }

  ReentrantLock lock() {
    return lock;
  }

  Condition changed() {
    return changed;
  }
}
