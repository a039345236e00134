package dev.echo7.events;

/**
 * One accepted connection as an observer sees it.
 *
 * <p>Every method may be called from any thread, after the connection's end too. Counts are those
 * of an instant ago.
 */
public interface Connection {

  /** Unique in this process, counted from 1. */
  long id();

  /** Who is on the other side. */
  Peer peer();

  /** Bytes received from the peer so far, and on their way back. */
  long bytesIn();

  /**
   * Bytes of the echo that the kernel has taken. Exact while nothing waits for the peer; else as of
   * the last look, which may be a second old, and over TLS short by what its records cost.
   */
  long bytesOut();

  /**
   * When bytes last moved in either direction, on the clock of {@link System#nanoTime}; as of a
   * look now and then, and so about a second late.
   */
  long lastActiveNs();

  /** When it was accepted, on the clock of {@link System#nanoTime}. */
  long openedAtNs();
}
