package dev.echo7.client.ping;

import dev.echo7.client.connect.ProbeWire;
import dev.echo7.client.dial.ProbeRoute;
import dev.echo7.posix.KernelTcp;
import java.io.IOException;
import java.io.InterruptedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Opens the connections of a run, one at a time, and closes the current one when the run ends.
 *
 * <p>One thread opens; the other methods may be called on any thread. Never takes the lock of
 * {@link PingState} while it holds its own.
 */
final class ProbeConnector {
  private final ProbeRoute route;
  private final PingState state;
  private @Nullable ProbeWire wire;
  private @Nullable KernelTcp kernel;
  private @Nullable Thread opener;
  private boolean cut;
  private boolean announced;

  ProbeConnector(ProbeRoute route, PingState state) {
    this.route = route;
    this.state = state;
  }

  String place() {
    return route.place();
  }

  /**
   * Opens one more connection or socket, and announces the address the first time.
   *
   * @throws InterruptedIOException if the run has ended
   */
  ProbeRoute.Opening open(boolean resolveAgain) throws IOException {
    try {
      startOpening();
      ProbeRoute.Opening opening = null;
      try {
        opening = route.open(resolveAgain);
      } finally {
        endOpening(opening);
      }
      if (state.isOver()) {
        opening.wire().close();
        throw runIsOver();
      }
      return opening;
    } finally {
      announce();
    }
  }

  private synchronized void startOpening() throws IOException {
    if (state.isOver()) {
      throw runIsOver();
    }
    opener = Thread.currentThread();
  }

  private synchronized void endOpening(ProbeRoute.@Nullable Opening opening) {
    opener = null;
    if (cut) {
      Thread.interrupted(); // The interrupt was meant for the connect only.
    }
    wire = opening == null ? null : opening.wire();
  }

  private static InterruptedIOException runIsOver() {
    return new InterruptedIOException("the run has ended");
  }

  private void announce() {
    if (!announced) {
      announced = true;
      state.started(route.place());
    }
  }

  /** Forgets the current connection, which has been closed. */
  synchronized void release() {
    wire = null;
  }

  /** The kernel's latest measurements of the current connection, or of the one before. */
  synchronized @Nullable KernelTcp kernel() {
    KernelTcp measured = wire == null ? null : wire.kernel();
    if (measured != null) {
      kernel = measured;
    }
    return kernel;
  }

  /** Wakes the threads that connect, send or receive: the run has ended. */
  void cut() {
    ProbeWire open;
    synchronized (this) {
      cut = true;
      kernel();
      open = wire;
      if (opener != null) {
        opener.interrupt();
      }
    }
    try {
      if (open != null) {
        open.close();
      }
    } catch (IOException e) {
      // It is closed already.
    }
  }
}
