package dev.echo7.server;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * How much each source may send: a bounded table of leaky buckets, on one event loop.
 *
 * <p>A bucket is one number, the time at which all that was admitted would have arrived had it come
 * evenly (the virtual scheduling of ITU-T I.371). Up to one second's worth may come ahead of it. A
 * bucket whose time has passed knows nothing that a new one would not, so it can be forgotten
 * without a loss.
 *
 * <p>A source is an IPv4 address, or the first half of an IPv6 one: whoever has one address of such
 * a network usually has all. When the table is full, forgettable buckets are swept; while there are
 * none, all sources that are not in it share one bucket. Those that are in it notice nothing.
 */
final class SourceRates {
  static final int MAX_SOURCES = 65_536;

  private static final int SLOTS = 2 * MAX_SOURCES;
  private static final long FREE = 0;
  private static final long BURST_NS = TimeUnit.SECONDS.toNanos(1);

  /** A sweep walks the whole table, so it is not done for each datagram of a flood. */
  private static final long SWEEP_EVERY_NS = TimeUnit.MILLISECONDS.toNanos(100);

  /** Above any network that is in use (RFC 4291: 0000::/8 is reserved): IPv4 sources. */
  private static final long IPV4 = 0x00ff_ffffL << 32;

  private final long intervalNs;
  private final long startNs;

  /** So that nobody can choose sources that all fall into the same place. */
  private final long seed = new SplittableRandom().nextLong();

  private final long[] sources = new long[SLOTS];
  private final long[] dueNs = new long[SLOTS];
  private int used;
  private long commonDueNs;
  private long nextSweepNs;

  /**
   * @param perSecond datagrams a second from each source
   * @param nowNs the clock at this moment
   */
  SourceRates(int perSecond, long nowNs) {
    this.intervalNs = Math.max(1, TimeUnit.SECONDS.toNanos(1) / perSecond);
    this.startNs = nowNs;
  }

  /** Whether a datagram that arrives now is within its source's rate; counts it if so. */
  boolean admit(InetAddress source, long nowNs) {
    long elapsedNs = nowNs - startNs;
    long key = keyOf(source);
    int slot = slotOf(key);
    if (sources[slot] == FREE) {
      if (used >= MAX_SOURCES && !sweep(elapsedNs)) {
        return admitToCommon(elapsedNs);
      }
      slot = slotOf(key);
      sources[slot] = key;
      used++;
    }
    long due = Math.max(dueNs[slot], elapsedNs);
    if (due - elapsedNs > BURST_NS - intervalNs) {
      return false;
    }
    dueNs[slot] = due + intervalNs;
    return true;
  }

  private boolean admitToCommon(long elapsedNs) {
    long due = Math.max(commonDueNs, elapsedNs);
    if (due - elapsedNs > BURST_NS - intervalNs) {
      return false;
    }
    commonDueNs = due + intervalNs;
    return true;
  }

  /** Forgets what can be forgotten; says whether there is room now. */
  private boolean sweep(long elapsedNs) {
    if (elapsedNs < nextSweepNs) {
      return false;
    }
    nextSweepNs = elapsedNs + SWEEP_EVERY_NS;
    long[] oldSources = sources.clone();
    long[] oldDueNs = dueNs.clone();
    Arrays.fill(sources, FREE);
    Arrays.fill(dueNs, 0);
    used = 0;
    for (int i = 0; i < SLOTS; i++) {
      if (oldSources[i] != FREE && oldDueNs[i] > elapsedNs) {
        int slot = slotOf(oldSources[i]);
        sources[slot] = oldSources[i];
        dueNs[slot] = oldDueNs[i];
        used++;
      }
    }
    return used < MAX_SOURCES;
  }

  /** Where a source is, or where it would be put: the table is never more than half full. */
  private int slotOf(long key) {
    int slot = spread(key);
    while (sources[slot] != FREE && sources[slot] != key) {
      slot = (slot + 1) % SLOTS;
    }
    return slot;
  }

  /** The finalizer of SplitMix64. */
  private int spread(long key) {
    long hash = key ^ seed;
    hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
    return (int) ((hash ^ (hash >>> 31)) & (SLOTS - 1));
  }

  private static long keyOf(InetAddress source) {
    ByteBuffer address = ByteBuffer.wrap(source.getAddress());
    if (source instanceof Inet4Address) {
      return IPV4 | Integer.toUnsignedLong(address.getInt());
    }
    long network = address.getLong();
    // The loopback address ::1 is of network 0.
    return network == FREE ? 1 : network;
  }
}
