package dev.echo7.client.wire;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;

/**
 * A connection, or a UDP socket, that does not block. It is used only by the thread of its event
 * loop.
 */
public interface LoadWire extends Closeable {

  /** The channel to select on; non-blocking. */
  SelectableChannel channel();

  /** Whether each read and each write is one datagram. */
  boolean isDatagrams();

  /**
   * Reads what has come.
   *
   * @return the number of bytes; 0 if none have come, -1 at the end of the stream
   */
  int read(ByteBuffer into) throws IOException;

  /** Whether another read would return bytes although the channel is not readable. */
  default boolean hasMore() {
    return false;
  }

  /**
   * Sends, and keeps what the kernel does not take; must not be called again until that has been
   * sent.
   *
   * @return whether all has been sent
   */
  boolean write(ByteBuffer bytes) throws IOException;

  /** Sends what was kept; returns whether all has been sent. */
  boolean flush() throws IOException;

  /** Half-closes a stream whose bytes have all been sent: the end of our side. */
  void shutdownOutput() throws IOException;
}
