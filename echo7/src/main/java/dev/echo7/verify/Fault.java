package dev.echo7.verify;

import java.util.HexFormat;
import java.util.Locale;

/**
 * A fault in the bytes that came back, or bytes that did not come back, with the evidence.
 *
 * @param kind of fault
 * @param connection on which it was found
 * @param sequence of the affected frame, or of the first of several
 * @param offset of the first wrong byte in that frame; 0 if the frame is whole
 * @param count surplus or missing bytes, or lost frames; else 0
 * @param from the connection to which the bytes belong, for {@link Kind#FOREIGN}; else -1
 * @param windowAt offset in the frame at which the evidence starts
 * @param expected up to 16 bytes as they were sent
 * @param actual up to 16 bytes that came
 */
@SuppressWarnings("ArrayRecordComponent") // evidence, which is never compared
public record Fault(
    Kind kind,
    int connection,
    long sequence,
    int offset,
    long count,
    int from,
    int windowAt,
    byte[] expected,
    byte[] actual) {

  /** The kinds of faults. */
  public enum Kind {
    /** Bytes were changed. */
    CORRUPTED,
    /** Bytes of a frame are missing: {@link Fault#count} of them. */
    TRUNCATED,
    /** Bytes were added: {@link Fault#count} of them. */
    INSERTED,
    /** A frame, or {@link Fault#count} bytes of one, came again. */
    DUPLICATED,
    /** A frame came after one that had been sent later. */
    REORDERED,
    /** Frames never came: {@link Fault#count} of them. */
    LOST,
    /** Bytes of another connection or another run came. */
    FOREIGN;

    /** The name in reports. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How many bytes of evidence to keep. */
  static final int EVIDENCE_BYTES = 16;

  private static final byte[] NOTHING = {};
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

  /** A fault of a whole frame. */
  static Fault whole(Kind kind, int connection, long sequence) {
    return new Fault(kind, connection, sequence, 0, 0, -1, 0, NOTHING, NOTHING);
  }

  static Fault lost(int connection, long sequence, long count) {
    return new Fault(Kind.LOST, connection, sequence, 0, count, -1, 0, NOTHING, NOTHING);
  }

  static Fault foreign(int connection, long expected, int from, byte[] actual) {
    return new Fault(Kind.FOREIGN, connection, expected, 0, 0, from, 0, NOTHING, actual);
  }

  /** Whether there is evidence. */
  public boolean hasEvidence() {
    return actual.length > 0 || expected.length > 0;
  }

  /** The bytes as they were sent, in hexadecimal. */
  public String expectedHex() {
    return HEX.formatHex(expected);
  }

  /** The bytes that came, in hexadecimal. */
  public String actualHex() {
    return HEX.formatHex(actual);
  }

  /** One line: {@code corrupted: frame 7 from byte 45 on}. */
  public String summary() {
    String bytes = count == 1 ? "1 byte" : count + " bytes";
    return switch (kind) {
      case CORRUPTED -> "corrupted: frame " + sequence + ", first at byte " + offset;
      case TRUNCATED ->
          "truncated: " + bytes + " of frame " + sequence + " missing from byte " + offset + " on";
      case INSERTED ->
          "inserted: " + bytes + " that were not sent, at byte " + offset + " of frame " + sequence;
      case DUPLICATED ->
          count == 0
              ? "duplicated: frame " + sequence
              : "duplicated: " + bytes + " before byte " + offset + " of frame " + sequence;
      case REORDERED -> "reordered: frame " + sequence + " arrived late";
      case LOST ->
          count == 1
              ? "lost: frame " + sequence
              : "lost: frames " + sequence + " to " + (sequence + count - 1);
      case FOREIGN ->
          from < 0
              ? "foreign: bytes of another run where frame " + sequence + " belongs"
              : "foreign: bytes of connection " + from + " where frame " + sequence + " belongs";
    };
  }

  /** The summary and, where there is evidence, two lines with 16 bytes around the first fault. */
  @Override
  public String toString() {
    if (!hasEvidence()) {
      return summary();
    }
    String place = String.format(Locale.ROOT, "%n  %6d  ", windowAt);
    return summary()
        + (expected.length == 0 ? "" : place + "sent  " + expectedHex())
        + (actual.length == 0 ? "" : place + "came  " + actualHex());
  }
}
