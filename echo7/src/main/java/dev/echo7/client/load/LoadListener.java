package dev.echo7.client.load;

import dev.echo7.result.LoadHead;
import dev.echo7.result.LoadSlice;

/** Who is told how a load goes; one call at a time, on the thread that runs it. */
public interface LoadListener {

  /** All connections are open, and the first frame is about to be sent. */
  default void started(LoadHead head) {}

  /** Another second has gone by. */
  default void slice(LoadSlice slice) {}
}
