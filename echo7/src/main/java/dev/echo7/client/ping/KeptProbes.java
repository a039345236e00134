package dev.echo7.client.ping;

import dev.echo7.client.connect.ProbeWire;
import dev.echo7.client.connect.ThisMachine;
import dev.echo7.measure.AwakeClock;
import dev.echo7.net.failure.FailureText;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Probes on one connection that is kept: one thread sends what is due, another one waits for what
 * comes back. When the connection breaks, the next probe that is due opens another one.
 */
final class KeptProbes {
  private final PingMode mode;
  private final PingClock clock;
  private @Nullable ProbeLine line;
  private int connections;

  KeptProbes(PingMode mode) {
    this.mode = mode;
    this.clock = new PingClock(mode.options(), mode.ledger());
  }

  void run() {
    EndWatch watch = new EndWatch(mode, clock::endNs);
    try {
      while (awaitDue()) {
        if (isUsable()) {
          send();
        }
      }
    } finally {
      watch.close();
      end();
    }
  }

  /** Waits until a probe is due; returns false if the run is over. */
  private boolean awaitDue() {
    mode.lock().lock();
    try {
      while (true) {
        long nowNs = AwakeClock.nowNs();
        if (mode.isOver() || clock.isComplete() || nowNs - clock.endNs() >= 0 || isHopeless()) {
          return false;
        }
        long dueNs = clock.dueNs();
        if (nowNs - dueNs >= 0) {
          return true;
        }
        mode.changed().await(Math.min(dueNs, clock.endNs()) - nowNs, TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      mode.lock().unlock();
    }
  }

  /** All is sent, and nothing can come back any more. */
  private boolean isHopeless() {
    ProbeLine current = line;
    return !clock.mayProbe() && (current == null || current.isBroken());
  }

  /**
   * Opens a connection if there is none; a probe that finds no way out is an error, and is sent.
   */
  private boolean isUsable() {
    ProbeLine current = line;
    if (current != null && !current.isBroken()) {
      return true;
    }
    end();
    try {
      ProbeWire wire = mode.open(false).wire();
      mode.announce();
      line = new ProbeLine(mode, clock, wire, ++connections);
      if (connections == 1) {
        begin();
      }
      return true;
    } catch (IOException e) {
      refused(e);
      return false;
    }
  }

  private void begin() {
    mode.lock().lock();
    try {
      clock.begin();
    } finally {
      mode.lock().unlock();
    }
  }

  private void refused(IOException reason) {
    mode.announce();
    if (mode.isStopped()) {
      return;
    }
    mode.lock().lock();
    try {
      long nowNs = AwakeClock.nowNs();
      mode.ledger().tried(nowNs, nowNs, false);
      clock.sent(nowNs);
      long sequence = mode.ledger().tried();
      if (!mode.isOver() && ThisMachine.keptFromConnecting(reason)) {
        mode.notSent(sequence, ThisMachine.words(reason, null));
        return;
      }
      String message =
          mode.isOver() ? "no connection before the time of -w was over" : FailureText.of(reason);
      mode.ledger().error(sequence, message);
      mode.listener().error(sequence, message);
    } finally {
      mode.lock().unlock();
    }
  }

  private void send() {
    ProbeLine current = line;
    if (current != null) {
      current.send();
    }
  }

  private void end() {
    ProbeLine current = line;
    if (current != null) {
      current.close();
      line = null;
      mode.useNone();
    }
  }
}
