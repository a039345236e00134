package dev.echo7.verify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames carry what they say, and no changed byte passes. */
class FrameTest {
  private static final long INTENDED_NS = 123_456_789_012L;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 9, 12, 31, 32, 33, 39, 40, 64, 1472, 65_507})
  void isRecognisedWhateverItsSize(int size) {
    Frame frame = new Frame(7, size);
    ByteBuffer buffer = ByteBuffer.allocateDirect(size + 10).position(5);
    frame.write(buffer, 9, 0x0102030405L, INTENDED_NS);
    assertEquals(5 + size, buffer.position());
    assertTrue(frame.isFrame(buffer.clear(), 5, 9, 0x0102030405L));
    assertEquals(0, buffer.position());
    assertEquals(size + 10, buffer.limit());
    assertFalse(frame.isFrame(buffer, 5, 9, 0x0102030406L));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 31, 32, 33, 64, 200})
  void anyChangedByteIsNoticed(int size) {
    Frame frame = new Frame(7, size);
    byte[] good = Verdicts.bytes(frame, 9, 77, INTENDED_NS);
    for (int at = 0; at < size; at++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] bad = good.clone();
        bad[at] ^= (byte) (1 << bit);
        assertFalse(frame.isFrame(ByteBuffer.wrap(bad), 0, 9, 77), "byte " + at + " bit " + bit);
      }
    }
  }

  @Test
  void headerIsAsDocumented() {
    byte[] bytes = Verdicts.bytes(new Frame(7, 40), 9, 77, INTENDED_NS);
    ByteBuffer header = ByteBuffer.wrap(bytes);
    assertEquals((short) 0xEC07, header.getShort(0));
    assertEquals(40, header.getInt(4));
    assertEquals(9, header.getInt(8));
    assertEquals(77, header.getLong(12));
    assertEquals(INTENDED_NS, header.getLong(20));
  }

  @Test
  void payloadIsMadeAgainFromRunConnectionAndSequence() {
    byte[] first = Verdicts.bytes(new Frame(7, 100), 9, 77, 1);
    assertArrayEquals(first, Verdicts.bytes(new Frame(7, 100), 9, 77, 1));
    for (byte[] other :
        new byte[][] {
          Verdicts.bytes(new Frame(8, 100), 9, 77, 1),
          Verdicts.bytes(new Frame(7, 100), 10, 77, 1),
          Verdicts.bytes(new Frame(7, 100), 9, 78, 1)
        }) {
      assertNotEquals(
          Arrays.hashCode(Arrays.copyOfRange(first, 32, 100)),
          Arrays.hashCode(Arrays.copyOfRange(other, 32, 100)));
    }
  }

  @Test
  void smallestFrameIsTheLowByteOfTheSequence() {
    assertArrayEquals(new byte[] {5}, Verdicts.bytes(new Frame(7, 1), 9, 0x105, INTENDED_NS));
    assertArrayEquals(
        new byte[] {5, 1, 0, 0, 9, 0, 0, 0},
        Verdicts.bytes(new Frame(7, 8), 9, 0x105, INTENDED_NS));
  }

  @Test
  void saysWhatASizeCannotDetect() {
    assertEquals("", Frame.blindSpots(32));
    assertTrue(Frame.blindSpots(31).contains("inserted or missing byte"));
    assertTrue(Frame.blindSpots(8).contains("another connection's bytes"));
    assertTrue(Frame.blindSpots(1).contains("modulo 256"));
    assertThrows(IllegalArgumentException.class, () -> new Frame(7, 0));
  }

  /** By what the JVM itself counts; a first round makes it load what it needs. */
  @ParameterizedTest
  @ValueSource(ints = {16, 64, 1472})
  void aFrameThatIsRightAllocatesNothing(int size) {
    Verdicts verdicts = new Verdicts(size);
    FrameListener nobody =
        new FrameListener() {
          @Override
          public void arrived(long sequence) {}

          @Override
          public void fault(Fault fault) {
            throw new AssertionError(fault.toString());
          }
        };
    StreamVerifier stream = new StreamVerifier(verdicts.frame, 3, verdicts.inFlight, 1, nobody);
    ByteBuffer buffer = ByteBuffer.allocateDirect(size);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    echo(verdicts, stream, buffer, 20_000);
    long before = threads.getCurrentThreadAllocatedBytes();
    echo(verdicts, stream, buffer, 20_000);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < 20_000, allocated + " bytes for 20,000 frames");
  }

  private static void echo(Verdicts verdicts, StreamVerifier stream, ByteBuffer buffer, int count) {
    for (int i = 0; i < count; i++) {
      long sequence = verdicts.inFlight.add(i);
      verdicts.frame.write(buffer.clear(), 3, sequence, i);
      stream.verify(buffer.flip());
    }
  }
}
