package dev.echo7.server.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is counted, what is kept, and what happens at the limit. */
@Timeout(60)
class CountedMemoryTest {
  private static final int LIMIT = 16 * 1024 * 1024;

  private final CountedMemory memory = new CountedMemory(LIMIT);

  @Test
  void refusesBeforeTheLimitAndTakesNothingThen() {
    List<ByteBuf> taken = new ArrayList<>();
    assertThrows(
        OutOfMemoryError.class,
        () -> {
          while (true) {
            taken.add(memory.directBuffer(SharedChunk.BYTES));
          }
        });
    assertEquals((long) taken.size() * SharedChunk.BYTES, memory.heldBytes());
    assertTrue(memory.heldBytes() <= LIMIT / 8 * 7, memory::toString);
    assertTrue(memory.isTight() && memory.isOver() && memory.isSpent());
    taken.forEach(ByteBuf::release);
    assertEquals(0, memory.heldBytes());
    assertFalse(memory.isTight() || memory.isOver() || memory.isSpent());
  }

  @Test
  void givesAtLeastWhatIsAskedForAndCountsWhatItGives() {
    for (int bytes = 0; bytes <= 2 * SharedChunk.BYTES; bytes += 97) {
      ByteBuf buffer = memory.directBuffer(bytes, Integer.MAX_VALUE);
      assertTrue(buffer.capacity() >= bytes);
      assertEquals(buffer.capacity(), memory.heldBytes());
      buffer.release();
    }
    assertEquals(0, memory.heldBytes());
  }

  @Test
  void aBufferThatGrowsKeepsItsBytesAndHoldsNoMoreThanItHas() {
    ByteBuf buffer = memory.directBuffer(100, Integer.MAX_VALUE);
    byte[] bytes = new byte[200_000];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31);
      buffer.writeByte(bytes[i]);
      assertEquals(buffer.capacity(), memory.heldBytes());
    }
    byte[] read = new byte[bytes.length];
    buffer.readBytes(read);
    assertArrayEquals(bytes, read);
    buffer.release();
    assertEquals(0, memory.heldBytes());
  }

  @Test
  void anEventLoopUsesABufferAgainAsIfItWereNew() throws Exception {
    onAnEventLoop(
        () -> {
          ByteBuf first = memory.directBuffer(1_000, 1_000).writeZero(1_000);
          first.markWriterIndex();
          first.release();
          ByteBuf again = memory.directBuffer(900, 2_000);
          assertSame(first.unwrap(), again.unwrap());
          assertEquals(1, again.refCnt());
          assertEquals(0, again.readableBytes());
          assertEquals(2_000, again.maxCapacity());
          ByteBuf other = memory.directBuffer(900);
          assertNotSame(again.unwrap(), other.unwrap());
          other.release();
          again.release();
          return null;
        });
  }

  @Test
  void anEventLoopThatEndsGivesBackWhatItKept() throws Exception {
    onAnEventLoop(
        () -> {
          for (int bytes = 100; bytes < SharedChunk.BYTES; bytes *= 2) {
            memory.directBuffer(bytes).release();
          }
          assertTrue(memory.heldBytes() > SharedChunk.BYTES);
          return null;
        });
    assertEquals(0, memory.heldBytes());
  }

  @Test
  void whatIsKeptIsAnEighthAtMost() throws Exception {
    onAnEventLoop(
        () -> {
          List<ByteBuf> taken = new ArrayList<>();
          while (memory.hasRoomFor(SharedChunk.BYTES)) {
            taken.add(memory.directBuffer(SharedChunk.BYTES));
          }
          taken.forEach(ByteBuf::release);
          assertTrue(memory.heldBytes() <= LIMIT / 8, () -> memory.heldBytes() + " are kept");
          return null;
        });
  }

  private static void onAnEventLoop(Callable<Void> task) throws Exception {
    FutureTask<Void> done = new FutureTask<>(task);
    Thread loop = new FastThreadLocalThread(done);
    loop.start();
    done.get();
    loop.join();
  }
}
