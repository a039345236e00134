package dev.echo7.server.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who has the buffer of an event loop, and when. */
class SharedChunkTest {
  /** Room for two large buffers and no third. */
  private final CountedMemory memory = new CountedMemory(SharedChunk.BYTES * 16);

  private final SharedChunk chunk = new SharedChunk(memory);
  private final List<ByteBuf> taken = new ArrayList<>();

  @AfterEach
  void nothingIsLeft() {
    taken.forEach(ByteBuf::release);
    chunk.release();
    assertEquals(0, memory.heldBytes());
  }

  /** Allocates what is left, except for this much. */
  private void useUp(int left) {
    while (memory.hasRoomFor(left + 256)) {
      taken.add(memory.directBuffer(256));
    }
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
    useUp(0);
    assertThrows(OutOfMemoryError.class, () -> chunk.allocate(memory));
    assertThrows(OutOfMemoryError.class, () -> chunk.allocate(memory));
    taken.forEach(ByteBuf::release);
    taken.clear();
    ByteBuf next = read("next");
    assertEquals("owed", text(owed));
    assertEquals("next", text(next));
    owed.release();
    next.release();
  }

  @Test
  void theFirstReadMayFailToo() {
    useUp(0);
    assertThrows(OutOfMemoryError.class, () -> chunk.allocate(memory));
    taken.forEach(ByteBuf::release);
    taken.clear();
    read("first").release();
  }

  @Test
  void aPeerThatTakesAllIsReadFromWhateverOthersHold() {
    read("first").release();
    useUp(0);
    for (int i = 0; i < 3; i++) {
      ByteBuf next = read("next");
      assertEquals("next", text(next));
      next.release();
    }
  }

  @Test
  void whileMemoryIsTightWhatWaitsHoldsLittle() {
    read("first").release();
    useUp(2 * SharedChunk.BYTES);
    ByteBuf owed = read("owed");
    assertTrue(owed.capacity() < 2 * SharedChunk.TIGHT_BYTES, owed::toString);
    owed.release();
    taken.forEach(ByteBuf::release);
    taken.clear();
    ByteBuf next = read("next");
    assertEquals(SharedChunk.BYTES, next.capacity());
    next.release();
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
