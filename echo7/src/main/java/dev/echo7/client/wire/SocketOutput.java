package dev.echo7.client.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * Writes to a non-blocking channel, and keeps what the kernel does not take. One thread. Allocates
 * only to keep more bytes than ever before.
 */
public final class SocketOutput {
  private final WritableByteChannel channel;
  private @Nullable ByteBuffer unsent;

  public SocketOutput(WritableByteChannel channel) {
    this.channel = channel;
  }

  /** Writes; returns whether all has been sent. */
  public boolean write(ByteBuffer bytes) throws IOException {
    channel.write(bytes);
    if (bytes.hasRemaining()) {
      keep(bytes);
      return false;
    }
    return true;
  }

  private void keep(ByteBuffer bytes) {
    ByteBuffer room = unsent;
    if (room == null || room.capacity() < bytes.remaining()) {
      room = ByteBuffer.allocate(bytes.remaining());
      unsent = room;
    }
    room.clear().put(bytes).flip();
  }

  /** Sends what was kept; returns whether all has been sent. */
  public boolean flush() throws IOException {
    ByteBuffer kept = unsent;
    if (kept == null || !kept.hasRemaining()) {
      return true;
    }
    channel.write(kept);
    return !kept.hasRemaining();
  }
}
