package dev.echo7.events;

import dev.echo7.net.Transport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One accepted connection, for observers.
 *
 * <p>Every method may be called from any thread, also after the connection's end. Counts are those
 * of a moment ago.
 */
public interface Connection {

  /** Unique in this process, counted from 1. */
  long id();

  /** What carries it; never UDP. */
  Transport transport();

  /** The listener that accepted it: {@code tcp [::]:7}. */
  String listener();

  /** Who is on the other side. */
  Peer peer();

  /** The peer's port; -1 if it has none. */
  int port();

  /** What the TLS handshake agreed on; null without TLS. */
  @Nullable TlsInfo tls();

  /**
   * What the kernel reports about it now, by a system call; after its end, the last report.
   *
   * @return null without TCP, and on systems that do not report it
   */
  @Nullable KernelInfo kernel();

  /** Bytes received from the peer so far. */
  long bytesIn();

  /**
   * Bytes of the echo that the kernel has taken. Exact while nothing is pending; otherwise up to a
   * second old and, over TLS, too low by the overhead of its records.
   */
  long bytesOut();

  /** The number of reads that returned bytes: messages, as the kernel delivered them. */
  long reads();

  /** Memory held by pending output, approximately, in bytes; 0 if nothing is pending. */
  long queuedBytes();

  /**
   * What goes wrong on it on request, as the query of an endpoint that repeats it: {@code
   * cut=64k&seed=7:17}. Empty on one that was accepted without faults.
   */
  default String faults() {
    return "";
  }

  /**
   * What went wrong on it on request so far: the first few hits, and the first one of each fault.
   */
  default List<FaultHit> faultHits() {
    return List.of();
  }

  /** When it was accepted, on the clock of {@link System#nanoTime}. */
  long openedAtNs();

  /** When a byte last moved in either direction, to about a second, on the same clock. */
  long lastActiveNs();
}
