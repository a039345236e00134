package dev.echo7.client.load;

import dev.echo7.client.connect.ConnectFailedException;
import dev.echo7.measure.AwakeClock;
import dev.echo7.measure.StepTimes;
import dev.echo7.net.posix.DescriptorLimit;
import dev.echo7.posix.TcpSample;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The event loops of a load, which share its connections. {@link #open} and {@link #start} are
 * called once; the rest from any thread meanwhile.
 */
public abstract class LoadLoops {
  private final LoadOptions options;
  private final TcpSample sample = new TcpSample();
  private final CountDownLatch over;
  private List<? extends LoadLoop> loops = List.of();
  private volatile @Nullable Throwable failure;

  protected LoadLoops(LoadOptions options) {
    this.options = options;
    this.over = new CountDownLatch(options.threads());
  }

  /**
   * Opens what the load needs before its first frame; blocks until that is done or {@link
   * #stopOpening} is called.
   *
   * @throws IOException if the server cannot be reached, or this machine lacks descriptors
   */
  final void open() throws IOException {
    int most = DescriptorLimit.connections();
    if (options.connections() > most) {
      throw new ConnectFailedException(
          options.connections()
              + " connections exceed the "
              + most
              + " that this process may open; lower -c, or raise ulimit -n");
    }
    openAll();
  }

  /** Does the work of {@link #open}. */
  protected abstract void openAll() throws IOException;

  /** Ends the wait of {@link #open}. */
  protected abstract void stopOpening();

  /** Creates the loops, one per thread, ready to run. */
  protected abstract List<? extends LoadLoop> create(LoadSchedule times, long seed)
      throws IOException;

  /** The options of the load. */
  protected final LoadOptions options() {
    return options;
  }

  /**
   * Starts all loops.
   *
   * @param stop called if a loop fails, which ends the load
   */
  final void start(LoadSchedule times, long seed, Runnable stop) throws IOException {
    List<? extends LoadLoop> created = create(times, seed);
    synchronized (this) {
      loops = created;
    }
    for (LoadLoop loop : created) {
      Thread.ofPlatform().name(loop.name()).daemon().start(() -> run(loop, stop));
    }
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

  /** The kernel's counters of the connections that stay open. */
  final TcpSample sample() {
    return sample;
  }

  /** The loops, once they are started. */
  final synchronized List<LoadLoop> all() {
    return List.copyOf(loops);
  }

  /** The times of the steps of all new connections so far; null if connections are kept. */
  final @Nullable StepTimes steps() {
    StepTimes sum = null;
    for (LoadLoop loop : all()) {
      StepTimes steps = loop.steps();
      if (steps != null) {
        sum = sum == null ? steps : sum.plus(steps);
      }
    }
    return sum;
  }

  /** When the latest intact echo came; {@link Long#MIN_VALUE} if none has. */
  final long lastEchoNs() {
    return all().stream()
        .mapToLong(loop -> loop.ledger().lastEchoNs())
        .max()
        .orElse(Long.MIN_VALUE);
  }

  /** Waits for all loops to end, at most until this time; returns whether they have. */
  final boolean awaitOver(long untilNs) throws InterruptedException {
    return over.await(untilNs - AwakeClock.nowNs(), TimeUnit.NANOSECONDS);
  }

  /** Why a loop failed; null if none did. */
  final @Nullable Throwable failure() {
    return failure;
  }
}
