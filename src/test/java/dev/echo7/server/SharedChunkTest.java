package dev.echo7.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledDirectByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who has the buffer of an event loop, and when. */
class SharedChunkTest {
  private final Memory memory = new Memory();
  private final SharedChunk chunk = new SharedChunk(memory);

  /** Memory that may be used up. */
  private static final class Memory extends AbstractByteBufAllocator {
    private final List<ByteBuf> given = new ArrayList<>();
    private boolean usedUp;

    @Override
    protected ByteBuf newDirectBuffer(int capacity, int mostCapacity) {
      if (usedUp) {
        throw new OutOfMemoryError("as Netty's own at its limit");
      }
      given.add(new UnpooledDirectByteBuf(this, capacity, mostCapacity));
      return given.getLast();
    }

    @Override
    protected ByteBuf newHeapBuffer(int capacity, int mostCapacity) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isDirectBufferPooled() {
      return false;
    }
  }

  @AfterEach
  void nothingIsLeft() {
    chunk.release();
    memory.given.forEach(buffer -> assertEquals(0, buffer.refCnt()));
  }

  @Test
  void whatTheKernelTookAtOnceIsReadIntoAgain() {
    ByteBuf first = read("first");
    first.release();
    ByteBuf second = read("second");
    assertSame(first, second);
    assertEquals("second", text(second));
    second.release();
  }

  @Test
  void whatWaitsForThePeerKeepsItsBuffer() {
    ByteBuf owed = read("owed");
    ByteBuf next = read("next");
    assertNotSame(owed, next);
    assertEquals("owed", text(owed));
    owed.release();
    next.release();
  }

  @Test
  void aReadWithoutMemoryFailsAloneAndTakesNothingFromOthers() {
    ByteBuf owed = read("owed");
    memory.usedUp = true;
    assertThrows(OutOfMemoryError.class, () -> chunk.allocate(memory));
    assertThrows(OutOfMemoryError.class, () -> chunk.allocate(memory));
    memory.usedUp = false;
    ByteBuf next = read("next");
    assertEquals("owed", text(owed));
    assertEquals("next", text(next));
    owed.release();
    next.release();
  }

  @Test
  void theFirstReadMayFailToo() {
    memory.usedUp = true;
    assertThrows(OutOfMemoryError.class, () -> chunk.allocate(memory));
    memory.usedUp = false;
    read("first").release();
  }

  private ByteBuf read(String text) {
    ByteBuf buffer = chunk.allocate(memory);
    buffer.writeCharSequence(text, StandardCharsets.US_ASCII);
    return buffer;
  }

  private static String text(ByteBuf buffer) {
    return buffer.toString(StandardCharsets.US_ASCII);
  }
}
