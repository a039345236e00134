package dev.echo7.client.check;

import dev.echo7.client.dial.NotEchoException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Names what happened to wrong bytes, by searching for them elsewhere: before and after in the same
 * payload, and in the payloads of the other connections.
 */
final class PayloadMismatch {
  /** How far before and after the wrong byte to search. */
  private static final int REACH_BYTES = 1 << 20;

  /** How many bytes identify a position in a payload. */
  private static final int IDENTIFYING_BYTES = 8;

  private static final int EVIDENCE_BYTES = 16;
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

  private final EchoPayload expected;
  private final long offset;
  private final byte[] came;
  private final List<EchoPayload> others;

  /**
   * @param offset of the first wrong byte
   * @param came the bytes from there on
   * @param others the payloads of the other connections
   */
  PayloadMismatch(EchoPayload expected, long offset, byte[] came, List<EchoPayload> others) {
    this.expected = expected;
    this.offset = offset;
    this.came = came;
    this.others = others;
  }

  /** Refuses a datagram that is not this payload, whole and unchanged. */
  static void refuse(EchoPayload payload, ByteBuffer came) throws NotEchoException {
    byte[] sent = payload.bytes(0, payload.length());
    byte[] got = new byte[came.remaining()];
    came.get(got);
    int differs = Arrays.mismatch(sent, got);
    if (differs >= 0 && differs < Math.min(sent.length, got.length)) {
      byte[] wrong = Arrays.copyOfRange(got, differs, got.length);
      throw new PayloadMismatch(payload, differs, wrong, List.of()).named();
    }
    if (got.length < sent.length) {
      throw new NotEchoException("truncated: " + got.length + " of " + count(sent.length));
    }
    if (got.length > sent.length) {
      throw new NotEchoException(
          "inserted: " + count(got.length) + " came back for " + sent.length + " sent");
    }
  }

  NotEchoException named() {
    return new NotEchoException(name() + "; first difference at offset " + offset, evidence());
  }

  private String name() {
    byte[] wanted = expected.bytes(offset, offset + came.length);
    if (isMostlyInPlace(wanted)) {
      return "corrupted: bytes changed in place";
    }
    if (came.length >= IDENTIFYING_BYTES) {
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
    if (wanted.length >= IDENTIFYING_BYTES) {
      int later = find(Arrays.copyOf(wanted, Math.min(wanted.length, EVIDENCE_BYTES)), came);
      if (later > 0) {
        return "inserted: " + count(later) + " that were not sent";
      }
    }
    return "corrupted: bytes that were not sent";
  }

  /** Whether most bytes are where they belong, so that only some were changed. */
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
        ? "duplicated: what was sent at offset " + (first + behind) + " came again"
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

  /** What was sent and what came, around the first wrong byte. */
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
