package dev.echo7.fault;

/**
 * A unit for numbers of bytes.
 *
 * <pre>{@code
 * Fault.cut(64, ByteUnit.KIB)
 * }</pre>
 */
public enum ByteUnit {
  /** 1,024 bytes. */
  KIB(1L << 10),
  /** 1,048,576 bytes. */
  MIB(1L << 20),
  /** 1,073,741,824 bytes. */
  GIB(1L << 30);

  private final long size;

  ByteUnit(long size) {
    this.size = size;
  }

  /**
   * The number of bytes in {@code count} of these units.
   *
   * @throws ArithmeticException above 2<sup>63</sup> bytes
   */
  public long bytes(long count) {
    return Math.multiplyExact(count, size);
  }
}
