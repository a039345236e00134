package dev.echo7.server.udp;

import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts the datagrams of each source, which is an address and a port. Bounded: the source that has
 * been silent for longest is forgotten, and counted from 1 when it comes again. On one event loop.
 */
final class DatagramSources {
  static final int MOST = 10_000;

  private final Map<InetSocketAddress, Source> byAddress = new Latest();

  /** What is known of one source. */
  static final class Source {
    private long datagrams;
    private @Nullable Overtaken overtaken;

    /** The number of its next datagram, from 1. */
    long next() {
      return ++datagrams;
    }

    /** The reply that is to come after the next one; null if there is none. */
    @Nullable Overtaken overtaken() {
      return overtaken;
    }

    void overtaken(@Nullable Overtaken reply) {
      overtaken = reply;
    }
  }

  /**
   * A reply that waits for the next one.
   *
   * @param fault the index of the fault that has it wait
   */
  record Overtaken(HeldDatagrams.Held held, int fault) {}

  /** In the order of the last use. */
  @SuppressWarnings("serial") // nobody writes it
  private static final class Latest extends LinkedHashMap<InetSocketAddress, Source> {
    private static final float LOAD_FACTOR = 0.75f;

    Latest() {
      super(16, LOAD_FACTOR, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<InetSocketAddress, Source> eldest) {
      return size() > MOST;
    }
  }

  Source of(InetSocketAddress address) {
    return byAddress.computeIfAbsent(address, unknown -> new Source());
  }
}
