package dev.echo7.client.wire;

import dev.echo7.verify.StreamVerifier;
import java.nio.ByteBuffer;

/**
 * What all connections of one event loop read into and write from, in turn. A connection keeps
 * something of its own only while a frame has come, or gone, in part.
 *
 * @param incoming what came
 * @param outgoing frames to send
 * @param recordsIn what came of TLS
 * @param recordsOut what is to be sent of TLS
 */
public record LoadBuffers(
    ByteBuffer incoming, ByteBuffer outgoing, ByteBuffer recordsIn, ByteBuffer recordsOut) {
  private static final int READ_BYTES = 1 << 16;
  private static final int WRITE_BYTES = 1 << 16;

  /** Of two records, with all that goes with them. */
  private static final int RECORD_BYTES = 1 << 16;

  /**
   * Makes the buffers of one event loop.
   *
   * @param size of a frame
   * @param depth how many frames one connection may have on their way
   * @param tls whether records are needed, too
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
