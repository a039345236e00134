package dev.echo7.client.check;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The bytes of one stream, which can be generated again from any offset: to compare with what comes
 * back, and to find out where wrong bytes belong.
 *
 * <p>One thread at a time; the sender uses a {@link #copy}.
 */
final class EchoPayload {
  private static final int BLOCK_BYTES = 8192;
  private static final long SPREAD = 0xD1342543DE82EF95L;

  private final long seed;
  private final long length;
  private final byte[] block;
  private long blockNumber;

  private EchoPayload(long seed, long length, byte[] block, long blockNumber) {
    this.seed = seed;
    this.length = length;
    this.block = block;
    this.blockNumber = blockNumber;
  }

  /** Pseudo-random bytes: no eight in a row occur twice, or in another payload. */
  static EchoPayload random(long seed, long length) {
    return new EchoPayload(seed, length, new byte[BLOCK_BYTES], -1);
  }

  /** These bytes, at most {@value #BLOCK_BYTES}. */
  static EchoPayload of(byte... bytes) {
    return new EchoPayload(0, bytes.length, Arrays.copyOf(bytes, BLOCK_BYTES), 0);
  }

  EchoPayload copy() {
    return new EchoPayload(seed, length, block.clone(), blockNumber);
  }

  long length() {
    return length;
  }

  /** Puts the bytes from an offset on into a buffer, as many as fit and exist. */
  void put(long from, ByteBuffer into) {
    long at = from;
    while (at < length && into.hasRemaining()) {
      load(at / BLOCK_BYTES);
      int start = (int) (at % BLOCK_BYTES);
      int count = (int) Math.min(Math.min(BLOCK_BYTES - start, into.remaining()), length - at);
      into.put(block, start, count);
      at += count;
    }
  }

  /** The bytes of a range, as far as they exist. */
  byte[] bytes(long from, long to) {
    long first = Math.max(0, from);
    ByteBuffer bytes = ByteBuffer.allocate((int) Math.max(0, Math.min(to, length) - first));
    put(first, bytes);
    return bytes.array();
  }

  private void load(long number) {
    if (number != blockNumber) {
      new SplittableRandom((seed + 1) * SPREAD ^ number * ~SPREAD).nextBytes(block);
      blockNumber = number;
    }
  }
}
