package dev.echo7.client.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * The way out of a channel that does not block: what the kernel has no room for is kept. One
 * thread. Allocates only when something has to be kept that is longer than all before.
 */
public final class SocketOutput {
  private final WritableByteChannel channel;
  private @Nullable ByteBuffer unsent;

  public SocketOutput(WritableByteChannel channel) {
    this.channel = channel;
  }

  /** Returns whether all has gone. */
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
      room = ByteBuffer.allocateDirect(bytes.remaining());
      unsent = room;
    }
    room.clear().put(bytes).flip();
  }

  /** Sends what was kept; returns whether all of it has gone. */
  public boolean flush() throws IOException {
    ByteBuffer kept = unsent;
    if (kept == null || !kept.hasRemaining()) {
      return true;
    }
    channel.write(kept);
    return !kept.hasRemaining();
  }
}
