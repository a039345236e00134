package dev.echo7.client.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Whether the first bytes of a server are TLS at all: the JDK's words for those that are not would
 * help nobody. Used once, on one thread.
 */
final class FirstAnswer {
  /** RFC 8446, section 5.1: change_cipher_spec, alert, handshake, application_data. */
  private static final int FIRST_TYPE = 20;

  private static final int LAST_TYPE = 23;
  private static final int HANDSHAKE = 22;
  private static final int MAJOR_VERSION = 3;

  /** Of a handshake record, the byte after the header of 5 is the message's type. */
  private static final int MESSAGE_TYPE_AT = 5;

  private static final int CLIENT_HELLO = 1;
  private static final int SHOWN_CHARACTERS = 40;

  private boolean seen;

  /**
   * Looks at what came, without taking it.
   *
   * @return false if too little came to tell
   * @throws NotTlsException if it is something else
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
