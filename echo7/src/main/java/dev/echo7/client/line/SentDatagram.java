package dev.echo7.client.line;

import dev.echo7.measure.AwakeClock;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * A datagram that was sent: what is needed to recognise its echo.
 *
 * @param number counted from 1
 * @param bytes its length
 * @param crc CRC32C of its payload
 * @param start its first bytes, safe to print
 * @param sentAtNs on the clock of {@link AwakeClock}
 */
public record SentDatagram(long number, int bytes, long crc, String start, long sentAtNs) {
  private static final int START_BYTES = 16;

  static SentDatagram of(long number, ByteBuffer payload) {
    return new SentDatagram(
        number, payload.remaining(), crc(payload), start(payload), AwakeClock.nowNs());
  }

  /** Whether a received payload is the echo of this datagram, by length and CRC32C. */
  boolean isEchoedBy(ByteBuffer payload, long payloadCrc) {
    return payload.remaining() == bytes && payloadCrc == crc;
  }

  static long crc(ByteBuffer payload) {
    CRC32C crc = new CRC32C();
    crc.update(payload.duplicate());
    return crc.getValue();
  }

  private static String start(ByteBuffer payload) {
    byte[] first = new byte[Math.min(START_BYTES, payload.remaining())];
    payload.duplicate().get(first);
    StringBuilder text = new StringBuilder();
    for (char c : new String(first, StandardCharsets.ISO_8859_1).toCharArray()) {
      if (c == '\n') {
        text.append("\\n");
      } else if (c == '\r') {
        text.append("\\r");
      } else if (c < ' ' || c >= 0x7f || c == '\\' || c == '"') {
        text.append(String.format(Locale.ROOT, "\\x%02x", (int) c));
      } else {
        text.append(c);
      }
    }
    return text + (first.length < payload.remaining() ? "..." : "");
  }
}
