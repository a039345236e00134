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

  /** Bytes received from the peer so far. */
  long bytesIn();

  /** When it was accepted, on the clock of {@link System#nanoTime}. */
  long openedAtNs();
}
