package dev.echo7.client.check;

import dev.echo7.client.dial.NotEchoException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Names what is wrong with bytes that came back, by looking for them elsewhere: in the same stream
 * before and after, and in the streams of the other connections.
 */
final class Divergence {
  /** How far before and after the place bytes are looked for. */
  private static final int REACH_BYTES = 1 << 20;

  /** As many as tell one place of a payload from all others. */
  private static final int TELLING_BYTES = 8;

  private static final int EVIDENCE_BYTES = 16;
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

  private final EchoPayload expected;
  private final long offset;
  private final byte[] came;
  private final List<EchoPayload> others;

  /**
   * @param offset of the first byte that differs
   * @param came what was there, that byte first
   * @param others of the other connections
   */
  Divergence(EchoPayload expected, long offset, byte[] came, List<EchoPayload> others) {
    this.expected = expected;
    this.offset = offset;
    this.came = came;
    this.others = others;
  }

  NotEchoException named() {
    return new NotEchoException(
        name() + "; the first byte that differs is at offset " + offset, evidence());
  }

  private String name() {
    byte[] wanted = expected.bytes(offset, offset + came.length);
    if (isMostlyInPlace(wanted)) {
      return "corrupted: bytes changed in their place";
    }
    if (came.length >= TELLING_BYTES) {
      byte[] needle = Arrays.copyOf(came, Math.min(came.length, EVIDENCE_BYTES));
      String moved = shift(needle);
      if (!moved.isEmpty()) {
        return moved;
      }
      for (int i = 0; i < others.size(); i++) {
        long at = find(needle, others.get(i).bytes(0, REACH_BYTES));
        if (at >= 0) {
          return "swapped: bytes of connection " + (i + 1) + " from its offset " + at + " on";
        }
      }
    }
    if (wanted.length >= TELLING_BYTES) {
      int later = find(Arrays.copyOf(wanted, Math.min(wanted.length, EVIDENCE_BYTES)), came);
      if (later > 0) {
        return "inserted: " + count(later) + " that nobody sent";
      }
    }
    return "corrupted: bytes that were never sent";
  }

  /** Whether the stream goes on in step: one changed byte, or some. */
  private boolean isMostlyInPlace(byte[] wanted) {
    int same = 0;
    for (int i = 0; i < wanted.length; i++) {
      same += wanted[i] == came[i] ? 1 : 0;
    }
    return 2 * same >= came.length;
  }

  private String shift(byte[] needle) {
    int ahead = find(needle, expected.bytes(offset, offset + REACH_BYTES));
    if (ahead > 0) {
      return "truncated: " + count(ahead) + " missing";
    }
    long first = Math.max(0, offset - REACH_BYTES);
    int behind = find(needle, expected.bytes(first, offset + needle.length));
    return behind >= 0
        ? "duplicated: what was sent at offset " + (first + behind) + " came once more"
        : "";
  }

  private static int find(byte[] needle, byte[] hay) {
    for (int i = 0; i + needle.length <= hay.length; i++) {
      if (hay[i] == needle[0]
          && Arrays.equals(hay, i, i + needle.length, needle, 0, needle.length)) {
        return i;
      }
    }
    return -1;
  }

  /** What was sent and what came, around the place: half of it before. */
  private List<String> evidence() {
    long start = Math.max(0, offset - EVIDENCE_BYTES / 2);
    byte[] sent = expected.bytes(start, start + EVIDENCE_BYTES);
    byte[] before = expected.bytes(start, offset);
    int after = Math.min(came.length, EVIDENCE_BYTES - before.length);
    byte[] got = Arrays.copyOf(before, before.length + after);
    System.arraycopy(came, 0, got, before.length, after);
    List<String> lines = new ArrayList<>();
    lines.add("offset " + start + " sent: " + HEX.formatHex(sent));
    lines.add("offset " + start + " came: " + HEX.formatHex(got));
    return lines;
  }

  static String count(long bytes) {
    return bytes == 1 ? "1 byte" : bytes + " bytes";
  }
}
