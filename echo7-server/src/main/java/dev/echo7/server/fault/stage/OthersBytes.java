package dev.echo7.server.fault.stage;

import io.netty.buffer.ByteBuf;

/**
 * A few bytes of the last two connections of an endpoint that sent some, for {@code swap}. Any
 * event loop; holds a lock for as long as it takes to copy them.
 */
public final class OthersBytes {
  static final int MOST = 64;

  private final byte[][] pieces = new byte[2][0];
  private final long[] owners = new long[2];

  /** The bytes of a connection that others may get. */
  synchronized void offer(long connection, ByteBuf bytes) {
    byte[] piece = new byte[Math.min(MOST, bytes.readableBytes())];
    bytes.getBytes(bytes.readerIndex(), piece);
    if (owners[0] != connection) {
      pieces[1] = pieces[0];
      owners[1] = owners[0];
    }
    pieces[0] = piece;
    owners[0] = connection;
  }

  /** Bytes of another connection than this; empty if there was none. */
  synchronized byte[] besides(long connection) {
    return owners[0] == connection ? pieces[1] : pieces[0];
  }
}
