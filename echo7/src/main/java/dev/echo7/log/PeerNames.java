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
 * The names of peers: the lecture's getnameinfo, but it never makes anybody wait for long.
 *
 * <p>Lookups run on a few threads of their own, each has a deadline, and answers are cached. Who
 * cannot be found in time, or not at all, is called by the numeric address. The JDK believes a name
 * only if it leads back to the address.
 *
 * <p>Bounded: {@value #MAX_CACHED} cached names, {@value #MAX_QUEUED} waiting lookups. Any thread.
 */
public final class PeerNames {
  static final int MAX_CACHED = 4_096;
  static final int MAX_QUEUED = 256;
  private static final int MAX_THREADS = 8;
  private static final long DEADLINE_MS = 500;
  private static final long LIFETIME_NS = TimeUnit.MINUTES.toNanos(1);

  /** Blocks until the name service has answered; null where there is no name. */
  interface ReverseLookup {
    @Nullable String name(InetAddress address);
  }

  /**
   * An answer that is there or to come.
   *
   * @param before what the peer was called when it was last asked for; the address if never
   */
  private record Cached(CompletableFuture<String> name, String before, long expiresNs) {}

  private final ReverseLookup lookup;
  private final ThreadPoolExecutor threads;

  /**
   * Not the JDK's own timer: once its thread could not be started, its timeouts never fire again.
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

  /** Never fails; complete within the deadline. A peer without an address is called by its text. */
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
      // Nobody has been asked, so there is nothing to remember.
      return new Cached(CompletableFuture.completedFuture(before), before, nowNs);
    }
    Cached fresh = new Cached(name, before, nowNs + LIFETIME_NS);
    cache.put(address, fresh);
    return fresh;
  }

  /**
   * What a peer is called, if that is known now, or was before it was asked for again; null, and it
   * is asked for, if it is not.
   */
  public @Nullable String known(Peer peer) {
    if (peer.name() != null) {
      return peer.name();
    }
    Cached cached = cached(peer);
    String name = cached.name.getNow(cached.before);
    return name.equals(peer.text()) ? null : name;
  }

  /** Null if too many wait already, or no thread can be started: then the address is shown. */
  private @Nullable CompletableFuture<String> start(InetAddress address, String numeric) {
    CompletableFuture<String> name = new CompletableFuture<>();
    try {
      ScheduledFuture<?> deadline =
          deadlines.schedule(() -> name.complete(numeric), DEADLINE_MS, TimeUnit.MILLISECONDS);
      threads.execute(() -> name.complete(lookUp(address, numeric)));
      name.thenRun(() -> deadline.cancel(false));
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      if (deadlines.getPoolSize() == 0) {
        // Its thread could not be started, and the queue, which keeps the task, has no bound.
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
