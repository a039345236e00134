package dev.echo7.client.load;

import dev.echo7.client.wire.LoadBuffers;
import dev.echo7.client.wire.LoadWire;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The first wires of a load: those that could be opened, and why the others could not. Any thread;
 * {@link #open} blocks until it is done or {@link #stop} is called.
 */
final class OpenedWires {
  private final @Nullable LoadWire[] wires;
  private final @Nullable IOException[] failures;
  private int pending;
  private boolean stopped;

  OpenedWires(int count) {
    this.wires = new LoadWire[count];
    this.failures = new IOException[count];
  }

  /**
   * Opens all wires, the first one alone, and waits until each is open or has failed, or for {@link
   * #stop}.
   *
   * @param buffers of the event loops, which share the wires
   * @throws IOException if the first cannot be opened
   */
  void open(LoadOpener opener, List<LoadBuffers> buffers) throws IOException {
    open(opener, buffers, 0, 1);
    IOException failure = failures[0];
    if (failure != null) {
      throw failure;
    }
    open(opener, buffers, 1, wires.length);
  }

  private synchronized void open(LoadOpener opener, List<LoadBuffers> buffers, int from, int to)
      throws IOException {
    pending = to - from;
    for (int i = from; i < to && !stopped; i++) {
      opener.openLater(buffers.get(i % buffers.size()), 0, new Place(i));
    }
    try {
      while (pending > 0 && !stopped) {
        wait();
      }
    } catch (InterruptedException e) {
      stop();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Ends the wait; wires that open later are closed. */
  synchronized void stop() {
    stopped = true;
    notifyAll();
  }

  /** The wire of a connection; null if it was not opened in time. */
  synchronized @Nullable LoadWire get(int index) {
    return wires[index];
  }

  /** Why a wire could not be opened; null if it is open, or if the wait ended first. */
  synchronized @Nullable IOException failure(int index) {
    return failures[index];
  }

  private final class Place implements LoadOpener.Result {
    private final int index;

    Place(int index) {
      this.index = index;
    }

    @Override
    public boolean isWanted() {
      synchronized (OpenedWires.this) {
        return !stopped;
      }
    }

    @Override
    public void opened(LoadWire wire) {
      synchronized (OpenedWires.this) {
        if (!stopped) {
          wires[index] = wire;
          done();
          return;
        }
      }
      try {
        wire.close();
      } catch (IOException e) {
        // It was never used.
      }
    }

    @Override
    public void failed(IOException reason) {
      synchronized (OpenedWires.this) {
        if (!stopped) {
          failures[index] = reason;
          done();
        }
      }
    }

    private void done() {
      pending--;
      OpenedWires.this.notifyAll();
    }
  }
}
