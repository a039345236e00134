package dev.echo7.client.connect;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One stream connection to a server, of any transport.
 *
 * <p>Blocking. One thread may read while another writes; {@link #close} may be called from any and
 * ends both.
 */
public interface EchoSession extends AutoCloseable {

  /** Where it got to, one fact a line: the address that answered, and what was agreed with it. */
  List<String> facts();

  /** The socket below, to ask it things; null where the JDK has no channel for it. */
  default @Nullable SocketChannel channel() {
    return null;
  }

  /**
   * Waits for bytes.
   *
   * @return how many came, at least 1; -1 after the peer's end of the stream
   */
  int read(ByteBuffer into) throws IOException;

  /**
   * Whether the protocol marks the end of the stream, as TLS does by close_notify: then any other
   * end is a failure, however much has arrived, since anybody on the path can forge it.
   */
  default boolean endIsAuthenticated() {
    return false;
  }

  /** Sends all that remains in the buffer, waiting as long as the peer does not read. */
  void write(ByteBuffer bytes) throws IOException;

  /** Half-closes: the end of our stream, after everything written. */
  void shutdownOutput() throws IOException;

  /** Ends the connection; a thread that reads or writes is woken with an exception. */
  @Override
  void close() throws IOException;
}
