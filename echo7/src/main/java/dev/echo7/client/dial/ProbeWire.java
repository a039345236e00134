package dev.echo7.client.dial;

import dev.echo7.client.connect.DatagramOutput;
import dev.echo7.posix.KernelTcp;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What probes go out on and come back on: a connection, or a UDP socket.
 *
 * <p>Blocking, so that a reply is noticed as soon as the kernel has it. One thread may receive
 * while another sends; {@link #close} may be called from any and ends both.
 */
public sealed interface ProbeWire extends AutoCloseable permits StreamWire, DatagramWire {

  /** The server's address with the port, or the path of its Unix socket. */
  String place();

  /**
   * Sends all that remains in the buffer, a datagram or a piece of the stream.
   *
   * @param reports told of an ICMP error about an earlier datagram
   * @throws DatagramOutput.NotSentException if this machine could not send the datagram; the wire
   *     can still be used
   */
  void send(ByteBuffer frame, DatagramOutput.Reports reports) throws IOException;

  /**
   * Waits for bytes or a datagram.
   *
   * @return how many bytes came; -1 after the end of the stream
   */
  int receive(ByteBuffer into) throws IOException;

  /** Whether each receive is one datagram. */
  boolean isDatagrams();

  /** What the kernel has measured on it; null where it cannot be asked. */
  @Nullable KernelTcp kernel();

  @Override
  void close() throws IOException;
}
