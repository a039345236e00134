package dev.echo7.client;

import dev.echo7.net.DescriptorLimit;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** The wires with which a load begins: all that could be opened, and why the others could not. */
final class OpenedWires {
  private final AtomicReferenceArray<@Nullable LoadWire> wires;
  private final AtomicReferenceArray<@Nullable String> failures;
  private final CountDownLatch pending;

  private OpenedWires(int count) {
    this.wires = new AtomicReferenceArray<>(count);
    this.failures = new AtomicReferenceArray<>(count);
    this.pending = new CountDownLatch(count);
  }

  /**
   * Opens so many, and waits until each is open or has failed.
   *
   * @param buffers of the event loops, among which the wires are dealt
   * @throws IOException if the first cannot be opened, or so many can never be
   */
  static OpenedWires open(LoadOpener opener, List<LoadBuffers> buffers, int count)
      throws IOException {
    int most = DescriptorLimit.connections();
    if (count > most) {
      throw new ConnectFailedException(
          count
              + " connections are more than the "
              + most
              + " that this process may have open; give -c less, or raise the limit (ulimit -n)");
    }
    OpenedWires opened = new OpenedWires(count);
    opened.opened(0, opener.open(buffers.getFirst()));
    for (int i = 1; i < count; i++) {
      opener.openLater(buffers.get(i % buffers.size()), opened.new Place(i));
    }
    opened.await();
    return opened;
  }

  private void opened(int index, LoadWire wire) {
    wires.set(index, wire);
    pending.countDown();
  }

  private void await() throws IOException {
    try {
      pending.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Of a connection; null if it could not be opened. */
  @Nullable LoadWire get(int index) {
    return wires.get(index);
  }

  /** Why one could not be opened. */
  String failure(int index) {
    return String.valueOf(failures.get(index));
  }

  private final class Place implements LoadOpener.Result {
    private final int index;

    Place(int index) {
      this.index = index;
    }

    @Override
    public void opened(LoadWire wire) {
      OpenedWires.this.opened(index, wire);
    }

    @Override
    public void failed(IOException reason) {
      failures.set(index, HappyEyeballs.words(reason));
      pending.countDown();
    }
  }
}
