package dev.echo7.client.wire;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;

/**
 * A connection, or a datagram socket, on which nothing waits: it belongs to one event loop and is
 * used by its thread alone.
 */
public interface LoadWire extends Closeable {

  /** What to wait on; not blocking. */
  SelectableChannel channel();

  /** Whether a read is one datagram, and so is a write. */
  boolean isDatagrams();

  /**
   * Takes what is there.
   *
   * @return how many bytes; 0 if there are none, -1 at the end of the stream
   */
  int read(ByteBuffer into) throws IOException;

  /** Whether another read would find something that the channel does not tell of. */
  default boolean hasMore() {
    return false;
  }

  /**
   * Sends, and keeps what there is no room for; not to be called again until that has gone.
   *
   * @return whether all of it has gone
   */
  boolean write(ByteBuffer bytes) throws IOException;

  /** Sends what was kept; returns whether all of it has gone. */
  boolean flush() throws IOException;
}
