package dev.echo7.events;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
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
 * <p>Bounded: {@value #MAX_CACHED} cached names, {@value #MAX_QUEUED} waiting lookups. Confined to
 * one calling thread.
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

  private record Cached(CompletableFuture<String> name, long expiresNs) {}

  private final ReverseLookup lookup;
  private final ThreadPoolExecutor threads;
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
  }

  /** Names as this machine's resolver knows them. */
  public static PeerNames ofThisMachine() {
    return new PeerNames(PeerNames::systemLookup);
  }

  /** Never fails; complete within the deadline. A peer without an address is called by its text. */
  CompletableFuture<String> nameOf(Peer peer) {
    InetAddress address = peer.address();
    if (address == null) {
      return CompletableFuture.completedFuture(peer.text());
    }
    long nowNs = System.nanoTime();
    Cached cached = cache.get(address);
    if (cached == null || cached.expiresNs - nowNs < 0) {
      cached = new Cached(start(address, peer.text()), nowNs + LIFETIME_NS);
      cache.put(address, cached);
    }
    return cached.name;
  }

  /** What a peer is called, if that is known now; asks for it, and gives null, if it is not. */
  public @Nullable String known(Peer peer) {
    if (peer.name() != null) {
      return peer.name();
    }
    String name = nameOf(peer).getNow(peer.text());
    return name.equals(peer.text()) ? null : name;
  }

  private CompletableFuture<String> start(InetAddress address, String numeric) {
    CompletableFuture<String> name = new CompletableFuture<>();
    try {
      threads.execute(() -> name.complete(lookUp(address, numeric)));
    } catch (RejectedExecutionException e) {
      return CompletableFuture.completedFuture(numeric);
    }
    return name.completeOnTimeout(numeric, DEADLINE_MS, TimeUnit.MILLISECONDS);
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
