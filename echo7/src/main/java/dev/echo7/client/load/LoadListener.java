package dev.echo7.client.load;

import dev.echo7.result.LoadHead;
import dev.echo7.result.LoadSlice;

/** Receives the events of a load; one call at a time, on the thread that runs it. */
public interface LoadListener {

  /** All connections are open, and the first frame is about to be sent. */
  default void started(LoadHead head) {}

  /** Another second has passed. */
  default void slice(LoadSlice slice) {}
}
