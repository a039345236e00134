package dev.echo7.verify;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The frames of one run, all of one size: how to write and how to check them.
 *
 * <pre>
 *  0  magic       2 bytes, EC 07       12  sequence       8 bytes
 *  2  run         2 bytes              20  intended send  8 bytes, System.nanoTime
 *  4  length      4 bytes              28  CRC32C         4 bytes, of all but itself
 *  8  connection  4 bytes              32  payload        made from run, connection, sequence
 * </pre>
 *
 * <p>A frame below 32 bytes has no header, but as much as fits of: sequence (4 bytes, low byte
 * first), connection (4 bytes, low byte first), payload. {@link #blindSpots} describes the faults
 * that it cannot detect.
 *
 * <p>Buffers are big-endian. One thread at a time: every thread of a run has a frame of its own,
 * with the same seed. Nothing here allocates.
 */
public final class Frame {
  /** The size of the header, and so of the smallest frame that has one. */
  public static final int HEADER_BYTES = 32;

  private static final int MAGIC = 0xEC07;
  private static final int LENGTH_AT = 4;
  private static final int CONNECTION_AT = 8;
  private static final int SEQUENCE_AT = 12;
  private static final int INTENDED_AT = 20;
  private static final int CRC_AT = 28;

  /** In a frame without a header. */
  private static final int SHORT_CONNECTION_AT = 4;

  private static final int SHORT_PAYLOAD_AT = 8;

  /** In smaller frames, bytes may match another connection by chance. */
  private static final int SHORT_FOREIGN_BYTES = 12;

  private final long seed;
  private final int size;
  private final int tag;
  private final CRC32C crc = new CRC32C();

  /**
   * @param seed of the run; frames of runs with different seeds differ
   * @param size of every frame, in bytes; 1 or more
   */
  public Frame(long seed, int size) {
    if (size < 1) {
      throw new IllegalArgumentException("a frame of " + size + " bytes: give 1 or more");
    }
    this.seed = mix(seed);
    this.size = size;
    this.tag = MAGIC << 16 | (int) (this.seed & 0xffff);
  }

  /** The size of every frame, in bytes. */
  public int size() {
    return size;
  }

  /** Whether frames have a header, by which they can be recognised anywhere in a stream. */
  boolean hasHeader() {
    return size >= HEADER_BYTES;
  }

  /** Writes a frame at the buffer's position, and moves the position behind it. */
  public void write(ByteBuffer into, int connection, long sequence, long intendedNs) {
    int at = into.position();
    long base = base(connection, sequence);
    if (hasHeader()) {
      into.putInt(at, tag);
      into.putInt(at + LENGTH_AT, size);
      into.putInt(at + CONNECTION_AT, connection);
      into.putLong(at + SEQUENCE_AT, sequence);
      into.putLong(at + INTENDED_AT, intendedNs);
      writePayload(into, at + HEADER_BYTES, size - HEADER_BYTES, base);
      into.putInt(at + CRC_AT, crc(into, at));
    } else {
      for (int i = 0; i < size; i++) {
        into.put(at + i, shortByte(i, connection, sequence, base));
      }
    }
    into.position(at + size);
  }

  private static void writePayload(ByteBuffer into, int at, int bytes, long base) {
    int words = bytes >>> 3;
    for (int i = 0; i < words; i++) {
      into.putLong(at + 8 * i, word(base, i));
    }
    long last = word(base, words);
    for (int i = 8 * words; i < bytes; i++) {
      into.put(at + i, (byte) (last >>> (56 - 8 * (i & 7))));
    }
  }

  private static byte shortByte(int at, int connection, long sequence, long base) {
    if (at < SHORT_CONNECTION_AT) {
      return (byte) (sequence >>> (8 * at));
    }
    return at < SHORT_PAYLOAD_AT
        ? (byte) (connection >>> (8 * (at - SHORT_CONNECTION_AT)))
        : (byte) (word(base, at >>> 3) >>> (8 * (at & 7)));
  }

  /** Whether exactly this frame is at that index, apart from the send time in a header. */
  boolean isFrame(ByteBuffer in, int at, int connection, long sequence) {
    return hasHeader()
        ? in.getLong(at + SEQUENCE_AT) == sequence
            && in.getInt(at + CONNECTION_AT) == connection
            && isIntact(in, at)
        : isShort(in, at, connection, sequence);
  }

  private boolean isShort(ByteBuffer in, int at, int connection, long sequence) {
    long base = base(connection, sequence);
    for (int i = 0; i < size; i++) {
      if (in.get(at + i) != shortByte(i, connection, sequence, base)) {
        return false;
      }
    }
    return true;
  }

  /** Whether an intact frame of this run, with a header, is at that index. */
  boolean isIntact(ByteBuffer in, int at) {
    return hasTag(in, at) && isSealed(in, at);
  }

  /**
   * Whether an intact frame of another run, of our size, is at that index. With a wrong checksum,
   * it might as well be one of ours with a changed tag.
   */
  boolean isOfAnotherRun(ByteBuffer in, int at) {
    return in.limit() - at >= size
        && (in.getInt(at) >>> 16) == MAGIC
        && !hasTag(in, at)
        && isSealed(in, at);
  }

  private boolean isSealed(ByteBuffer in, int at) {
    return in.getInt(at + LENGTH_AT) == size && in.getInt(at + CRC_AT) == crc(in, at);
  }

  /** Whether the bytes at that index start like the frames of this run. */
  boolean hasTag(ByteBuffer in, int at) {
    return in.getInt(at) == tag;
  }

  /** Whether the bytes start like a frame of this connection, whatever their number. */
  public boolean isOf(int connection, ByteBuffer in) {
    int at = in.position();
    if (!hasHeader() || in.remaining() < SEQUENCE_AT) {
      return false;
    }
    return hasTag(in, at) && in.getInt(at + CONNECTION_AT) == connection;
  }

  /** The connection in the header at that index. */
  static int connection(ByteBuffer in, int at) {
    return in.getInt(at + CONNECTION_AT);
  }

  /** The sequence in the header at that index. */
  static long sequence(ByteBuffer in, int at) {
    return in.getLong(at + SEQUENCE_AT);
  }

  /**
   * The sequence of the short frame at that index: of those that its bytes allow, the nearest to
   * the expected one.
   */
  long nearest(ByteBuffer in, int at, long expected) {
    int known = Math.min(size, SHORT_CONNECTION_AT);
    long low = 0;
    for (int i = 0; i < known; i++) {
      low |= (in.get(at + i) & 0xffL) << (8 * i);
    }
    int unknownBits = 64 - 8 * known;
    return expected + (((low - expected) << unknownBits) >> unknownBits);
  }

  /** The connection of the short frame at that index; -1 if that is not certain. */
  int shortConnection(ByteBuffer in, int at, long expected) {
    if (size < SHORT_FOREIGN_BYTES) {
      return -1;
    }
    int connection = 0;
    for (int i = 0; i < 4; i++) {
      connection |= (in.get(at + SHORT_CONNECTION_AT + i) & 0xff) << (8 * i);
    }
    return isShort(in, at, connection, nearest(in, at, expected)) ? connection : -1;
  }

  private int crc(ByteBuffer in, int at) {
    int position = in.position();
    int limit = in.limit();
    crc.reset();
    crc.update(in.limit(at + CRC_AT).position(at));
    crc.update(in.limit(at + size).position(at + HEADER_BYTES));
    in.limit(limit).position(position);
    return (int) crc.getValue();
  }

  private long base(int connection, long sequence) {
    return mix(seed ^ (connection * 0x9E3779B97F4A7C15L) ^ mix(sequence));
  }

  private static long word(long base, int index) {
    return mix(base + index * 0x9E3779B97F4A7C15L);
  }

  /**
   * The finaliser of SplitMix64 (Steele, Lea, Flood 2014): each bit of the input changes about half
   * of the output.
   */
  private static long mix(long bits) {
    long mixed = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }

  /** One line on the faults that frames of a size cannot detect; empty if there are none. */
  public static String blindSpots(int size) {
    if (size >= HEADER_BYTES) {
      return "";
    }
    String shifts = "an inserted or missing byte is reported as corruption of everything after it";
    if (size >= SHORT_FOREIGN_BYTES) {
      return shifts;
    }
    String swaps = "a changed byte can turn one sequence number into another unnoticed; ";
    if (size >= SHORT_PAYLOAD_AT) {
      return "another connection's bytes are reported as corruption; " + swaps + shifts;
    }
    if (size >= SHORT_CONNECTION_AT) {
      return "another connection's bytes can go unnoticed; " + swaps + shifts;
    }
    return "sequence numbers are known modulo "
        + (1 << (8 * size))
        + " only: losing more than half that many in a row can go unnoticed; "
        + swaps
        + "another connection's bytes go unnoticed";
  }
}
