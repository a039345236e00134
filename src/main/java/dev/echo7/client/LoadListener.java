package dev.echo7.client;

/** Who is told how a load goes; one call at a time, on the thread that runs it. */
public interface LoadListener {

  /** All connections are open, and the first frame is about to be sent. */
  default void started(String place, long openedNs) {}

  /** Another second has gone by. */
  default void interval(LoadInterval interval) {}
}
