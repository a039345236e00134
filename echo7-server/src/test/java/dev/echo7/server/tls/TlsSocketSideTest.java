package dev.echo7.server.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.server.memory.CountedMemory;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a TLS record holds on its way to the socket. */
@Timeout(60)
class TlsSocketSideTest {
  private static final int LARGE = 17_408;
  private static final int SMALL = 256;

  @Test
  void aTinyRecordHoldsATinyBuffer() {
    CountedMemory memory = new CountedMemory(1 << 20);
    EmbeddedChannel channel = channel(memory);
    assertTrue(channel.writeOutbound(record(memory)));
    ByteBuf sent = channel.readOutbound();
    assertEquals(5, sent.readableBytes());
    assertEquals(SMALL, sent.capacity());
    sent.release();
    channel.finishAndReleaseAll();
    assertEquals(0, memory.heldBytes());
  }

  @Test
  void aRecordForWhichThereIsNoSmallerBufferGoesOutAsItIs() {
    // All but an eighth of it may be used: there is room for the one, not for both.
    CountedMemory memory = new CountedMemory((LARGE + SMALL / 2) / 7 * 8);
    EmbeddedChannel channel = channel(memory);
    ByteBuf record = record(memory);
    assertTrue(channel.writeOutbound(record));
    ByteBuf sent = channel.readOutbound();
    assertSame(record, sent);
    assertEquals(5, sent.readableBytes());
    sent.release();
    channel.finishAndReleaseAll();
    assertEquals(0, memory.heldBytes());
  }

  private static EmbeddedChannel channel(CountedMemory memory) {
    EmbeddedChannel channel = new EmbeddedChannel(new TlsSocketSide());
    channel.config().setAllocator(memory);
    return channel;
  }

  private static ByteBuf record(CountedMemory memory) {
    return memory.directBuffer(LARGE).writeBytes(new byte[5]);
  }
}
