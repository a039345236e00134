package dev.echo7.client.wire;

import dev.echo7.verify.StreamVerifier;
import java.nio.ByteBuffer;

/**
 * The buffers that all connections of one event loop share, in turn. A connection has a buffer of
 * its own only while part of a frame has come or been sent.
 *
 * @param incoming for reads
 * @param outgoing for frames to send
 * @param recordsIn for incoming TLS records
 * @param recordsOut for outgoing TLS records
 */
public record LoadBuffers(
    ByteBuffer incoming, ByteBuffer outgoing, ByteBuffer recordsIn, ByteBuffer recordsOut) {
  private static final int READ_BYTES = 1 << 16;
  private static final int WRITE_BYTES = 1 << 16;

  /** Two TLS records with their overhead. */
  private static final int RECORD_BYTES = 1 << 16;

  /**
   * Makes the buffers of one event loop.
   *
   * @param size of a frame
   * @param depth how many frames one connection may have in flight
   * @param tls whether TLS records need buffers, too
   */
  public static LoadBuffers of(int size, int depth, boolean tls) {
    long batch = Math.min(WRITE_BYTES, (long) size * depth);
    int outgoing = (int) Math.max(size, batch);
    return new LoadBuffers(
        ByteBuffer.allocateDirect(StreamVerifier.bufferBytes(size) + READ_BYTES + 1),
        ByteBuffer.allocateDirect(outgoing),
        ByteBuffer.allocateDirect(tls ? RECORD_BYTES : 0),
        ByteBuffer.allocateDirect(tls ? outgoing + outgoing / 8 + RECORD_BYTES : 0));
  }
}
