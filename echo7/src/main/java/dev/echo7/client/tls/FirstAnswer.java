package dev.echo7.client.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Checks whether the first bytes of a server are TLS at all, because the JDK's message for other
 * bytes is no help. Used once, on one thread.
 */
final class FirstAnswer {
  /** RFC 8446, section 5.1: change_cipher_spec, alert, handshake, application_data. */
  private static final int FIRST_TYPE = 20;

  private static final int LAST_TYPE = 23;
  private static final int HANDSHAKE = 22;
  private static final int MAJOR_VERSION = 3;

  /** The message type in a handshake record, after the header of 5 bytes. */
  private static final int MESSAGE_TYPE_AT = 5;

  private static final int CLIENT_HELLO = 1;
  private static final int SHOWN_CHARACTERS = 40;

  private boolean seen;

  /**
   * Examines the bytes without consuming them.
   *
   * @return false if more bytes are needed
   * @throws NotTlsException if they are not TLS
   */
  boolean isTls(ByteBuffer came) throws NotTlsException {
    if (seen) {
      return true;
    }
    int start = came.position();
    int count = came.remaining();
    if ((count > 0 && !isRecordType(came.get(start)))
        || (count > 1 && came.get(start + 1) != MAJOR_VERSION)) {
      throw new NotTlsException(
          "the server does not speak TLS there: it answered " + shown(came) + "; try without TLS");
    }
    if (count <= MESSAGE_TYPE_AT) {
      return false;
    }
    if (came.get(start) == HANDSHAKE && came.get(start + MESSAGE_TYPE_AT) == CLIENT_HELLO) {
      throw new NotTlsException(
          "the server does not speak TLS there: it echoes what TLS sends; try without TLS");
    }
    seen = true;
    return true;
  }

  private static boolean isRecordType(byte type) {
    return type >= FIRST_TYPE && type <= LAST_TYPE;
  }

  private static String shown(ByteBuffer came) {
    byte[] bytes = new byte[Math.min(SHOWN_CHARACTERS, came.remaining())];
    came.duplicate().get(bytes);
    String text = new String(bytes, ISO_8859_1).lines().findFirst().orElse("");
    boolean readable = !text.isEmpty() && text.chars().allMatch(c -> c >= ' ' && c < 0x7f);
    return readable ? "'" + text + "'" : "with other bytes";
  }

  /** The message is one line, with the cure. */
  static final class NotTlsException extends IOException {
    private static final long serialVersionUID = 1L;

    NotTlsException(String message) {
      super(message);
    }
  }
}
