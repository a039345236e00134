package dev.echo7.client.load;

import dev.echo7.client.wire.LoadBuffers;
import dev.echo7.client.wire.LoadWire;
import dev.echo7.measure.AwakeClock;
import dev.echo7.posix.TcpSample;
import dev.echo7.verify.Frame;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The event loops of a load, which share its connections, and the wires of these connections.
 * {@link #open} and {@link #start} are called once; the rest from any thread meanwhile.
 */
final class LoadLoops {
  private static final long REOPEN_AFTER_NS = 100_000_000;

  private final LoadOpener opener;
  private final LoadOptions options;
  private final OpenedWires wires;
  private final TcpSample sample = new TcpSample();
  private final CountDownLatch over;
  private final List<LoadBuffers> buffers = new ArrayList<>();
  private final List<LoadLoop> loops = new ArrayList<>();
  private volatile @Nullable Throwable failure;

  LoadLoops(LoadOpener opener, LoadOptions options) {
    this.opener = opener;
    this.options = options;
    this.wires = new OpenedWires(options.connections());
    this.over = new CountDownLatch(options.threads());
    for (int i = 0; i < options.threads(); i++) {
      buffers.add(LoadBuffers.of(options.size(), options.depth(), opener.isTls()));
    }
  }

  /**
   * Opens the first wire of each connection, and waits for all.
   *
   * @throws IOException if the first connection fails, or this machine lacks descriptors
   */
  void open() throws IOException {
    wires.open(opener, buffers);
    for (int i = 0; i < options.connections(); i++) {
      LoadWire wire = wires.get(i);
      if (wire != null) {
        sample.add(wire.channel());
      }
    }
  }

  /** Ends the wait for wires. */
  void stopOpening() {
    wires.stop();
  }

  /**
   * Starts all loops.
   *
   * @param stop called if a loop fails, which ends the load
   */
  void start(LoadSchedule times, long seed, Runnable stop) throws IOException {
    for (int i = 0; i < options.threads(); i++) {
      Frame frame = new Frame(seed, options.size());
      LoadLoop loop = new LoadLoop(i, times, buffers.get(i), frame, sample, c -> reopen(c, times));
      synchronized (this) {
        loops.add(loop);
      }
    }
    for (int i = 0; i < options.connections(); i++) {
      LoadLoop loop = loop(i);
      LoadConnection connection = new LoadConnection(i, loop, times, options);
      loop.add(connection);
      LoadWire wire = wires.get(i);
      IOException reason = wires.failure(i);
      if (wire != null) {
        loop.adopt(connection, wire, false);
      } else if (reason != null) {
        connection.cannotOpen(reason);
        reopen(connection, times);
      }
    }
    for (LoadLoop loop : all()) {
      Thread.ofPlatform().name(loop.name()).daemon().start(() -> run(loop, stop));
    }
  }

  private LoadLoop loop(int connection) {
    return loops.get(connection % options.threads());
  }

  private void run(LoadLoop loop, Runnable stop) {
    try {
      loop.run();
    } catch (IOException | RuntimeException | Error e) {
      failure = e;
      stop.run();
    } finally {
      over.countDown();
    }
  }

  /** Opens another wire for a connection, after a short delay. */
  private void reopen(LoadConnection connection, LoadSchedule times) {
    LoadLoop loop = loop(connection.number());
    Thread.ofVirtual()
        .name("reopen")
        .start(
            () -> {
              LockSupport.parkNanos(REOPEN_AFTER_NS);
              if (isWanted(loop, times)) {
                opener.openLater(
                    buffers.get(connection.number() % options.threads()),
                    new LoadOpener.Result() {
                      @Override
                      public boolean isWanted() {
                        return LoadLoops.isWanted(loop, times);
                      }

                      @Override
                      public void opened(LoadWire wire) {
                        sample.add(wire.channel());
                        loop.adopt(connection, wire, true);
                      }

                      @Override
                      public void failed(IOException reason) {
                        connection.cannotOpen(reason);
                        reopen(connection, times);
                      }
                    });
              }
            });
  }

  /** Whether the connections of a loop have anything more to send. */
  private static boolean isWanted(LoadLoop loop, LoadSchedule times) {
    return !loop.isDone() && AwakeClock.nowNs() < times.endNs();
  }

  /** The kernel's counters of the connections. */
  TcpSample sample() {
    return sample;
  }

  /** The loops created so far. */
  synchronized List<LoadLoop> all() {
    return List.copyOf(loops);
  }

  /** Waits for all loops to end, at most until this time; returns whether they have. */
  boolean awaitOver(long untilNs) throws InterruptedException {
    return over.await(untilNs - AwakeClock.nowNs(), TimeUnit.NANOSECONDS);
  }

  /** Why a loop failed; null if none did. */
  @Nullable Throwable failure() {
    return failure;
  }
}
