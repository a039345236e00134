package dev.echo7.log;

import dev.echo7.events.Peer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks up the names of peers: the lecture's getnameinfo, with a deadline.
 *
 * <p>Lookups run on a few threads of their own, and answers are cached. A peer whose name is not
 * found in time has its numeric address as its name. The JDK accepts a name only if it resolves to
 * the same address again.
 *
 * <p>Bounded: {@value #MAX_CACHED} cached names, {@value #MAX_QUEUED} queued lookups. Any thread.
 */
public final class PeerNames {
  static final int MAX_CACHED = 4_096;
  static final int MAX_QUEUED = 256;
  private static final int MAX_THREADS = 8;
  private static final long DEADLINE_MS = 500;
  private static final long LIFETIME_NS = TimeUnit.MINUTES.toNanos(1);

  /** Blocks until the name service has answered; null if there is no name. */
  interface ReverseLookup {
    @Nullable String name(InetAddress address);
  }

  /**
   * An answer, which may be pending.
   *
   * @param before the result of the previous lookup; the address if there was none
   */
  private record Cached(CompletableFuture<String> name, String before, long expiresNs) {}

  private final ReverseLookup lookup;
  private final ThreadPoolExecutor threads;

  /**
   * Replaces the JDK's own timer, whose timeouts never fire again once its thread could not be
   * started.
   */
  private final ScheduledThreadPoolExecutor deadlines =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().daemon().name("names-deadline").factory());

  private final Map<InetAddress, Cached> cache =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Cached> eldest) {
          return size() > MAX_CACHED;
        }
      };

  PeerNames(ReverseLookup lookup) {
    this.lookup = lookup;
    this.threads =
        new ThreadPoolExecutor(
            MAX_THREADS,
            MAX_THREADS,
            5,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MAX_QUEUED),
            Thread.ofPlatform().daemon().name("names-", 0).factory());
    threads.allowCoreThreadTimeOut(true);
    deadlines.setRemoveOnCancelPolicy(true);
  }

  /** Names as this machine's resolver knows them. */
  public static PeerNames ofThisMachine() {
    return new PeerNames(PeerNames::systemLookup);
  }

  /**
   * Never fails; complete within the deadline. A peer without an address has its text as its name.
   */
  CompletableFuture<String> nameOf(Peer peer) {
    return cached(peer).name;
  }

  private synchronized Cached cached(Peer peer) {
    String numeric = peer.text();
    InetAddress address = peer.address();
    Cached cached = address == null ? null : cache.get(address);
    long nowNs = System.nanoTime();
    if (cached != null && cached.expiresNs - nowNs >= 0) {
      return cached;
    }
    String before = cached == null ? numeric : cached.name.getNow(cached.before);
    CompletableFuture<String> name = address == null ? null : start(address, numeric);
    if (address == null || name == null) {
      // No lookup was started, so there is nothing to cache.
      return new Cached(CompletableFuture.completedFuture(before), before, nowNs);
    }
    Cached fresh = new Cached(name, before, nowNs + LIFETIME_NS);
    cache.put(address, fresh);
    return fresh;
  }

  /**
   * The name of a peer if it is cached, even if it has expired; otherwise starts a lookup and
   * returns null.
   */
  public @Nullable String known(Peer peer) {
    if (peer.name() != null) {
      return peer.name();
    }
    Cached cached = cached(peer);
    String name = cached.name.getNow(cached.before);
    return name.equals(peer.text()) ? null : name;
  }

  /**
   * Null if too many lookups are queued, or no thread can be started: then the address is shown.
   */
  private @Nullable CompletableFuture<String> start(InetAddress address, String numeric) {
    CompletableFuture<String> name = new CompletableFuture<>();
    try {
      ScheduledFuture<?> deadline =
          deadlines.schedule(() -> name.complete(numeric), DEADLINE_MS, TimeUnit.MILLISECONDS);
      threads.execute(() -> name.complete(lookUp(address, numeric)));
      name.thenRun(() -> deadline.cancel(false));
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      if (deadlines.getPoolSize() == 0) {
        // No thread could be started, and the task would stay in the queue.
        deadlines.getQueue().clear();
      }
      return null;
    }
    return name;
  }

  private String lookUp(InetAddress address, String numeric) {
    try {
      String name = lookup.name(address);
      return name == null ? numeric : name;
    } catch (RuntimeException e) {
      return numeric;
    }
  }

  private static @Nullable String systemLookup(InetAddress address) {
    try {
      InetAddress fresh = InetAddress.getByAddress(address.getAddress());
      String name = fresh.getHostName();
      return name.equals(fresh.getHostAddress()) ? null : name;
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of an impossible length", e);
    }
  }
}
