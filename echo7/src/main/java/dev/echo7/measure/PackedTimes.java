package dev.echo7.measure;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import org.HdrHistogram.Histogram;

/**
 * {@link Times} in a few kilobytes instead of the hundreds that histograms take, without loss: a
 * long load has thousands of them.
 *
 * <p>Immutable; any thread.
 */
public final class PackedTimes {
  private final byte[] service;
  private final byte[] response;
  private final byte[] lateness;

  public PackedTimes(Times times) {
    this.service = pack(times.service());
    this.response = pack(times.response());
    this.lateness = pack(times.lateness());
  }

  private static byte[] pack(Histogram histogram) {
    ByteBuffer packed = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoCompressedByteBuffer(packed, Deflater.BEST_SPEED);
    return Arrays.copyOf(packed.array(), length);
  }

  /** A copy of the packed times. */
  public Times times() {
    return new Times(unpack(service), unpack(response), unpack(lateness));
  }

  private static Histogram unpack(byte[] packed) {
    try {
      return Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(packed), 0);
    } catch (DataFormatException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The size in bytes. */
  int size() {
    return service.length + response.length + lateness.length;
  }
}
