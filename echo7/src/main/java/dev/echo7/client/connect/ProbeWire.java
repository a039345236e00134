package dev.echo7.client.connect;

import dev.echo7.posix.KernelTcp;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a measurement sends its probes on: a stream connection ({@link EchoSession}) or a UDP
 * socket.
 *
 * <p>Blocking, so that a reply is noticed as soon as the kernel has it. One thread may receive
 * while another sends; {@link #close} may be called from any and ends both.
 */
public interface ProbeWire extends AutoCloseable {

  /**
   * Sends all that remains in the buffer, as one datagram or as a piece of the stream.
   *
   * @param reports receives an ICMP error about an earlier datagram
   * @throws NotSentException if this machine could not send the datagram; the wire can still be
   *     used
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

  /** The kernel's own measurements of the connection; null where it has none. */
  @Nullable KernelTcp kernel();

  @Override
  void close() throws IOException;
}
