package dev.echo7.verify;

import java.util.HexFormat;
import java.util.Locale;

/**
 * What is wrong with bytes that came back, or with those that did not: a verdict, with its
 * evidence.
 *
 * @param kind what it is
 * @param connection on which it was seen
 * @param sequence of the frame that it befell; of the first if they are many
 * @param offset in that frame, of the first byte that is wrong; 0 where the frame is whole
 * @param count bytes that are too many or too few, or frames that are lost; else 0
 * @param from the connection whose bytes they are, for {@link Kind#FOREIGN}; else -1
 * @param windowAt offset in the frame at which the evidence starts
 * @param expected up to 16 bytes that belong there
 * @param actual up to 16 bytes that came
 */
@SuppressWarnings("ArrayRecordComponent") // evidence, which nobody compares
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

  /** The kinds of verdicts. */
  public enum Kind {
    /** Bytes were changed in their place. */
    CORRUPTED,
    /** Bytes of a frame are missing: {@link Fault#count} of them. */
    TRUNCATED,
    /** Bytes came that nobody sent there: {@link Fault#count} of them. */
    INSERTED,
    /** A frame, or {@link Fault#count} bytes of one, came once more. */
    DUPLICATED,
    /** A frame came after one that was sent later. */
    REORDERED,
    /** Frames never came: {@link Fault#count} of them. */
    LOST,
    /** Bytes of another connection, or of another run. */
    FOREIGN;

    /** The name in reports. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How many bytes of evidence are kept. */
  static final int EVIDENCE_BYTES = 16;

  private static final byte[] NOTHING = {};
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

  /** A verdict on a whole frame. */
  static Fault whole(Kind kind, int connection, long sequence) {
    return new Fault(kind, connection, sequence, 0, 0, -1, 0, NOTHING, NOTHING);
  }

  static Fault lost(int connection, long sequence, long count) {
    return new Fault(Kind.LOST, connection, sequence, 0, count, -1, 0, NOTHING, NOTHING);
  }

  static Fault foreign(int connection, long expected, int from, byte[] actual) {
    return new Fault(Kind.FOREIGN, connection, expected, 0, 0, from, 0, NOTHING, actual);
  }

  /** Whether there are bytes to show. */
  public boolean hasEvidence() {
    return actual.length > 0 || expected.length > 0;
  }

  /** What belongs there, in hexadecimal. */
  public String expectedHex() {
    return HEX.formatHex(expected);
  }

  /** What came, in hexadecimal. */
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
          "inserted: " + bytes + " that nobody sent, at byte " + offset + " of frame " + sequence;
      case DUPLICATED ->
          count == 0
              ? "duplicated: frame " + sequence
              : "duplicated: " + bytes + " before byte " + offset + " of frame " + sequence;
      case REORDERED -> "reordered: frame " + sequence + " came late";
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
