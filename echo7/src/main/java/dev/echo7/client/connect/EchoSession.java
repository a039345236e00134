package dev.echo7.client.connect;

import dev.echo7.posix.KernelTcp;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One stream connection to a server, over any transport.
 *
 * <p>Blocking. One thread may read while another writes; {@link #close} may be called from any and
 * ends both.
 */
public interface EchoSession extends ProbeWire {

  /** Facts about the connection, one per line: the address that answered, and the TLS session. */
  List<String> facts();

  /** The socket of the connection; null where the JDK has no channel for it. */
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

  @Override
  default void send(ByteBuffer frame, DatagramOutput.Reports reports) throws IOException {
    write(frame);
  }

  @Override
  default int receive(ByteBuffer into) throws IOException {
    return read(into);
  }

  @Override
  default boolean isDatagrams() {
    return false;
  }

  @Override
  default @Nullable KernelTcp kernel() {
    SocketChannel channel = channel();
    return channel == null ? null : KernelTcp.of(channel);
  }

  /** Ends the connection; a thread that reads or writes is woken with an exception. */
  @Override
  void close() throws IOException;
}
