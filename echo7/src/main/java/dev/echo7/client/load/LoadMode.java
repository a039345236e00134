package dev.echo7.client.load;

import dev.echo7.client.connect.ConnectOptions;
import dev.echo7.client.dial.ProbeRoute;
import dev.echo7.measure.AwakeClock;
import dev.echo7.measure.GcPauses;
import dev.echo7.measure.OwnDelays;
import dev.echo7.measure.Times;
import dev.echo7.net.Endpoint;
import dev.echo7.net.failure.FailureText;
import dev.echo7.result.LoadHead;
import dev.echo7.result.LoadRun;
import dev.echo7.result.LoadSlice;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Loads a server over any transport, and verifies every byte that comes back.
 *
 * <p>With a rate it is an open loop: frames are due by a schedule, however late the server is, so
 * that response times are those that independent users would see. Without one it is a closed loop:
 * each echo causes the next frame.
 *
 * <p>{@link #run} is called once; {@link #stop} and {@link #report} from any thread meanwhile.
 */
public final class LoadMode {
  /** The time between opening the connections and the first frame. */
  private static final long BREATH_NS = 20_000_000;

  /** How long after the end of the last second echoes still count toward it. */
  private static final long TAIL_NS = 100_000_000;

  /**
   * From this number of connections on, garbage is collected before the load begins. Otherwise the
   * first collection would come in the middle, and would have to move all sockets and buffers
   * (about 10 us per connection).
   */
  private static final int MANY = 1_000;

  /**
   * Shared by all loads of this process, so that a load does not count the pauses of earlier ones.
   */
  private static final GcPauses PAUSES = new GcPauses();

  private static final long SECOND_NS = 1_000_000_000;

  private final Endpoint endpoint;
  private final ProbeRoute route;
  private final LoadOptions options;
  private final LoadListener listener;
  private final long seed;
  private final LoadLoops loops;
  private final LoadSeconds seconds;

  /** GC pauses up to the start of measurement, to be subtracted. */
  private GcPauses.@Nullable Total pausesBefore;

  private @Nullable OwnDelays delaysBefore;

  private @Nullable LoadSchedule schedule;
  private volatile boolean stopped;
  private volatile long openedNs;
  private long startMs;

  /**
   * A load over connections that another room opens.
   *
   * @param route the way to the address that is loaded
   * @param loops not started yet
   * @param seed of the run's payload, and of its schedule if that is random
   */
  public LoadMode(
      Endpoint endpoint,
      ProbeRoute route,
      LoadLoops loops,
      LoadOptions options,
      LoadListener listener,
      long seed) {
    this.endpoint = endpoint;
    this.route = route;
    this.options = options;
    this.listener = listener;
    this.seed = seed;
    this.loops = loops;
    this.seconds = new LoadSeconds(options.size(), loops.sample());
  }

  /**
   * Finds the address to load, over connections that stay open.
   *
   * @param seed of the run's payload, and of its schedule if that is random
   * @throws UnknownHostException if there is no such host, or none of the family that is wanted
   */
  public static LoadMode to(
      Endpoint endpoint,
      ConnectOptions connect,
      LoadOptions options,
      LoadListener listener,
      long seed)
      throws UnknownHostException {
    ProbeRoute route = ProbeRoute.to(endpoint, connect);
    LoadOpener opener = new LoadOpener(route, endpoint, connect);
    KeptLoops loops = new KeptLoops(opener, options);
    return new LoadMode(endpoint, route, loops, options, listener, seed);
  }

  /** The address that is loaded. */
  public String place() {
    return route.place();
  }

  /**
   * Runs until the time is over or {@link #stop} is called.
   *
   * @throws IOException if the first connection fails, or this machine lacks descriptors
   */
  public LoadRun run() throws IOException {
    AwakeClock.watch();
    long openNs = AwakeClock.nowNs();
    loops.open();
    openedNs = AwakeClock.nowNs() - openNs;
    loops.sample().read(); // What the kernel counted before is not of the load.
    if (options.connections() >= MANY) {
      System.gc();
    }
    LoadSchedule times = begin();
    loops.start(times, seed, this::stop);
    listener.started(head());
    follow(times.startNs(), times.fromNs());
    times.settle(loops.lastEchoNs());
    Throwable failed = loops.failure();
    if (failed != null) {
      throw new IOException("the load was aborted: " + FailureText.of(failed), failed);
    }
    return report();
  }

  private synchronized LoadSchedule begin() {
    long startNs = AwakeClock.nowNs() + BREATH_NS;
    startMs = System.currentTimeMillis() + BREATH_NS / 1_000_000;
    LoadSchedule begun = new LoadSchedule(options, seed, startNs);
    schedule = begun;
    if (stopped) {
      begun.endAt(startNs);
    }
    return begun;
  }

  /** Adds a slice every second until the run has ended. */
  private void follow(long startNs, long measuredFromNs) {
    long nextNs = startNs + SECOND_NS;
    long fromNs = startNs;
    boolean last = false;
    boolean isMeasuring = false;
    while (!last) {
      boolean isAtEnd = nextNs >= sendEndNs();
      long untilNs = isAtEnd ? nextNs + TAIL_NS : nextNs;
      last = isOverBy(isMeasuring ? untilNs : Math.min(untilNs, measuredFromNs));
      long nowNs = AwakeClock.nowNs();
      if (!isMeasuring && nowNs >= measuredFromNs) {
        isMeasuring = true;
        measuring();
      }
      if (last || nowNs >= nextNs) {
        listener.slice(slice(fromNs - startNs, Math.max(fromNs, nowNs) - startNs));
        fromNs = nowNs;
        do {
          nextNs += SECOND_NS;
        } while (nextNs <= nowNs && !last);
      }
    }
  }

  private synchronized void measuring() {
    pausesBefore = PAUSES.total();
    delaysBefore = OwnDelays.untilNow();
  }

  private synchronized long sendEndNs() {
    return schedule == null ? Long.MAX_VALUE : schedule.sendEndNs();
  }

  private boolean isOverBy(long untilNs) {
    try {
      return loops.awaitOver(untilNs);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stop();
      return true;
    }
  }

  private synchronized LoadSlice slice(long fromNs, long toNs) {
    return seconds.cut(loops.all(), fromNs, toNs);
  }

  /**
   * Ends the run soon, as Ctrl-C does: no more connections are opened, no more frames are sent, and
   * it waits for the last echoes.
   */
  public synchronized void stop() {
    stopped = true;
    loops.stopOpening();
    if (schedule != null) {
      schedule.endAt(AwakeClock.nowNs());
    }
  }

  /**
   * The results: up to the last full second while the load runs, without losses or a final verdict;
   * complete once {@link #run} has returned.
   */
  public synchronized LoadRun report() {
    Times times = seconds.times();
    long measuredNs = schedule == null ? 0 : seconds.measuredNs(schedule);
    double idle = loops.all().stream().mapToDouble(LoadLoop::idleShare).min().orElse(1);
    GcPauses.Total paused =
        pausesBefore == null ? GcPauses.Total.NONE : PAUSES.total().since(pausesBefore);
    return new LoadRun(
        head(),
        measuredNs,
        seconds.slices(),
        times,
        seconds.totals(),
        paused,
        LoadValidity.judge(times, paused, measuredNs, idle).and(hindrances(measuredNs)),
        loops.steps());
  }

  /** Problems of this machine, other than being too slow. */
  private List<String> hindrances(long measuredNs) {
    List<String> reasons = new ArrayList<>();
    if (delaysBefore != null) {
      reasons.addAll(delaysBefore.reasonsSince(measuredNs));
    }
    Map<String, Long> all = new TreeMap<>();
    loops
        .all()
        .forEach(
            loop -> loop.ledger().hindrances().forEach((kind, n) -> all.merge(kind, n, Long::sum)));
    all.forEach(
        (kind, count) ->
            reasons.add(
                "this machine was the limit "
                    + (count == 1 ? "once: " : count + " times: ")
                    + kind));
    return reasons;
  }

  private LoadHead head() {
    return LoadParameters.head(endpoint, route.place(), options, startMs, openedNs);
  }
}
