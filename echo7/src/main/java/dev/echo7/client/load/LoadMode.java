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
 * Loads a server, over any transport, and verifies every byte that comes back.
 *
 * <p>With a rate it is an open loop: what is due is due, however late the server is, so that the
 * response time is that of users who do not wait for each other. Without one it is a closed loop:
 * each connection sends when it has an echo.
 *
 * <p>{@link #run} is called once; {@link #stop} and {@link #report} from any thread meanwhile.
 */
public final class LoadMode {
  /** From the last connection to the first frame. */
  private static final long BREATH_NS = 20_000_000;

  /** The last echoes belong to the last second, if they come so soon after it. */
  private static final long TAIL_NS = 100_000_000;

  /**
   * From so many connections on, their sockets and buffers are moved out of the young generation
   * before the load begins: the first collection would do it in the middle, and take 10 us for
   * each.
   */
  private static final int MANY = 1_000;

  /** One for all loads of this process: it must not be charged with those before it. */
  private static final GcPauses PAUSES = new GcPauses();

  private static final long SECOND_NS = 1_000_000_000;

  private final Endpoint endpoint;
  private final ProbeRoute route;
  private final LoadOptions options;
  private final LoadListener listener;
  private final long seed;
  private final LoadLoops loops;
  private final LoadSeconds seconds;

  /** Those before anything is measured are nobody's. */
  private GcPauses.@Nullable Total pausesBefore;

  private @Nullable OwnDelays delaysBefore;

  private @Nullable LoadSchedule schedule;
  private volatile boolean stopped;
  private volatile long openedNs;
  private long startMs;

  private LoadMode(
      Endpoint endpoint,
      ProbeRoute route,
      LoadOpener opener,
      LoadOptions options,
      LoadListener listener,
      long seed) {
    this.endpoint = endpoint;
    this.route = route;
    this.options = options;
    this.listener = listener;
    this.seed = seed;
    this.seconds = new LoadSeconds(options.size());
    this.loops = new LoadLoops(opener, options);
  }

  /**
   * Finds the address to load.
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
    return new LoadMode(endpoint, route, opener, options, listener, seed);
  }

  /** The address that is loaded. */
  public String place() {
    return route.place();
  }

  /**
   * Loads until the time is over or {@link #stop} is called.
   *
   * @throws IOException if the first connection cannot be made, or this machine has too little
   */
  public LoadRun run() throws IOException {
    AwakeClock.watch();
    long openNs = AwakeClock.nowNs();
    loops.open();
    openedNs = AwakeClock.nowNs() - openNs;
    if (options.connections() >= MANY) {
      System.gc();
    }
    LoadSchedule times = begin();
    loops.start(times, seed, this::stop);
    listener.started(head());
    follow(times.startNs(), times.fromNs());
    Throwable failed = loops.failure();
    if (failed != null) {
      throw new IOException("the load broke off: " + FailureText.of(failed), failed);
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

  /** Cuts the run into seconds, until it is over. */
  private void follow(long startNs, long measuredFromNs) {
    long nextNs = startNs + SECOND_NS;
    long fromNs = startNs;
    boolean last = false;
    boolean isMeasuring = false;
    while (!last) {
      boolean isAtEnd = nextNs >= endNs();
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

  private synchronized long endNs() {
    return schedule == null ? Long.MAX_VALUE : schedule.endNs();
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
   * Ends the run soon, as Ctrl-C does: no more connections are opened, nothing more is sent, and
   * the last echoes are awaited.
   */
  public synchronized void stop() {
    stopped = true;
    loops.stopOpening();
    if (schedule != null) {
      schedule.endAt(AwakeClock.nowNs());
    }
  }

  /**
   * What was found: until the last full second, when nobody can say yet what of it is lost or
   * whether it is valid; or in all, once {@link #run} is over.
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
        LoadValidity.judge(times, paused, measuredNs, idle).and(hindrances(measuredNs)));
  }

  /** What went wrong because of this machine, apart from its being too slow. */
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
        (kind, count) -> reasons.add("this machine was the limit " + count + " times: " + kind));
    return reasons;
  }

  private LoadHead head() {
    return LoadParameters.head(endpoint, route.place(), options, startMs, openedNs);
  }
}
