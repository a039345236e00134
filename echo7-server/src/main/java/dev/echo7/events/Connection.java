package dev.echo7.events;

import org.jspecify.annotations.Nullable;

/**
 * One accepted connection as an observer sees it.
 *
 * <p>Every method may be called from any thread, after the connection's end too. Counts are those
 * of an instant ago.
 */
public interface Connection {

  /** Unique in this process, counted from 1. */
  long id();

  /** How it came: {@code tcp}, {@code tls} or {@code unix}. */
  String transport();

  /** Where it came in: {@code tcp [::]:7}. */
  String listener();

  /** Who is on the other side. */
  Peer peer();

  /** The port of that side; -1 where it has none. */
  int port();

  /** What the TLS handshake came to; null without TLS. */
  @Nullable TlsInfo tls();

  /**
   * What the kernel knows of it now, by a system call; what was known last, after the end.
   *
   * @return null where there is no TCP, or no way to ask
   */
  @Nullable KernelInfo kernel();

  /** Bytes received from the peer so far, and on their way back. */
  long bytesIn();

  /**
   * Bytes of the echo that the kernel has taken. Exact while nothing waits for the peer; else as of
   * the last look, which may be a second old, and over TLS short by what its records cost.
   */
  long bytesOut();

  /** In how many reads they came: messages, as the kernel gave them to us. */
  long reads();

  /** Memory that holds what the kernel has not yet taken, in bytes, about; 0 if nothing waits. */
  long queuedBytes();

  /** When it was accepted, on the clock of {@link System#nanoTime}. */
  long openedAtNs();

  /** When a byte last moved, in either direction, to about a second; on the same clock. */
  long lastActiveNs();
}
