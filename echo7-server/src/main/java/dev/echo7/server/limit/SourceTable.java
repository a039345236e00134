package dev.echo7.server.limit;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * What is known of each source: a leaky bucket, and how many things of ours it holds. Bounded.
 *
 * <p>A bucket is one number, the time at which all that was admitted would have arrived had it come
 * evenly (the virtual scheduling of ITU-T I.371). Up to one second's worth may come ahead of it. A
 * source whose time has passed and that holds nothing is one of which we know nothing that we would
 * not know of a new one, so it can be forgotten without a loss.
 *
 * <p>A source is an IPv4 address, or the first half of an IPv6 one: whoever has one address of such
 * a network usually has all. When the table is full, what can be forgotten is swept; while there is
 * none, all sources that are not in it share one entry. Those that are in it notice nothing.
 *
 * <p>Not safe for threads: whoever shares it locks. Times are nanoseconds since some start.
 */
final class SourceTable {
  static final int MAX_SOURCES = 65_536;

  private static final int SLOTS = 2 * MAX_SOURCES;

  /** The entry that sources without one of their own share. */
  static final int COMMON = SLOTS;

  private static final long FREE = 0;
  private static final long BURST_NS = TimeUnit.SECONDS.toNanos(1);

  /** A sweep walks the whole table, so it is not done for each datagram of a flood. */
  private static final long SWEEP_EVERY_NS = TimeUnit.MILLISECONDS.toNanos(100);

  /** Above any network that is in use (RFC 4291: 0000::/8 is reserved): IPv4 sources. */
  private static final long IPV4 = 0x00ff_ffffL << 32;

  /** So that nobody can choose sources that all fall into the same place. */
  private final long seed = new SplittableRandom().nextLong();

  private final long[] sources = new long[SLOTS];
  private final long[] dueNs = new long[SLOTS + 1];
  private final int[] held = new int[SLOTS + 1];
  private int used;
  private long nextSweepNs;

  /** The key of a source; never 0. */
  static long keyOf(InetAddress source) {
    ByteBuffer address = ByteBuffer.wrap(source.getAddress());
    if (source instanceof Inet4Address) {
      return IPV4 | Integer.toUnsignedLong(address.getInt());
    }
    long network = address.getLong();
    // The loopback address ::1 is of network 0.
    return network == FREE ? 1 : network;
  }

  /** The entry of a source, made if it has none; {@link #COMMON} while there is no room. */
  int enter(long key, long elapsedNs) {
    int slot = slotOf(key);
    if (sources[slot] == key) {
      return slot;
    }
    if (used >= MAX_SOURCES && !sweep(elapsedNs)) {
      return COMMON;
    }
    slot = slotOf(key);
    sources[slot] = key;
    used++;
    return slot;
  }

  /** The entry of a source that holds something; it was not forgotten. */
  int find(long key) {
    return slotOf(key);
  }

  /** Whether one more is within the rate now; counts it if so. */
  boolean take(int slot, long intervalNs, long elapsedNs) {
    long due = Math.max(dueNs[slot], elapsedNs);
    if (due - elapsedNs > BURST_NS - intervalNs) {
      return false;
    }
    dueNs[slot] = due + intervalNs;
    return true;
  }

  int held(int slot) {
    return held[slot];
  }

  void hold(int slot) {
    held[slot]++;
  }

  void release(int slot) {
    held[slot]--;
  }

  /** Forgets what can be forgotten; says whether there is room now. */
  private boolean sweep(long elapsedNs) {
    if (elapsedNs < nextSweepNs) {
      return false;
    }
    nextSweepNs = elapsedNs + SWEEP_EVERY_NS;
    long[] oldSources = sources.clone();
    long[] oldDueNs = dueNs.clone();
    int[] oldHeld = held.clone();
    Arrays.fill(sources, FREE);
    Arrays.fill(dueNs, 0, SLOTS, 0);
    Arrays.fill(held, 0, SLOTS, 0);
    used = 0;
    for (int i = 0; i < SLOTS; i++) {
      if (oldSources[i] != FREE && (oldDueNs[i] > elapsedNs || oldHeld[i] > 0)) {
        int slot = slotOf(oldSources[i]);
        sources[slot] = oldSources[i];
        dueNs[slot] = oldDueNs[i];
        held[slot] = oldHeld[i];
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
}
