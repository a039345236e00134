package dev.echo7.net;

import java.util.concurrent.ConcurrentHashMap;

/**
 * Names of network interfaces by index, remembered for two seconds: to ask the kernel takes up to
 * 0.2 ms, and each connection from a link-local address needs one. Safe for any thread.
 */
public final class InterfaceNames {
  private static final long REMEMBERED_NS = 2_000_000_000L;

  private final ConcurrentHashMap<Integer, Named> names = new ConcurrentHashMap<>();

  private record Named(String name, long atNs) {}

  /** Starts with none. */
  public InterfaceNames() {}

  /** The name of the interface with that index; the index if it has none. */
  String name(int index) {
    long nowNs = System.nanoTime();
    Named known = names.get(index);
    if (known == null || nowNs - known.atNs > REMEMBERED_NS) {
      known = new Named(Interfaces.name(index), nowNs);
      names.put(index, known);
    }
    return known.name;
  }
}
