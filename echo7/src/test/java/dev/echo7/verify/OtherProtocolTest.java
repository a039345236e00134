package dev.echo7.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OtherProtocolTest {
  private final Frame frame = new Frame(1, 64);

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "220 mail ready | 220 mail ready",
        "HTTP/1.1 400 Bad Request\\r\\nServer: x | HTTP/1.1 400 Bad Request",
        "SSH-2.0-OpenSSH_9.2\\r\\n | SSH-2.0-OpenSSH_9.2",
        "\\r\\nlogin: | login:",
        "-ERR\\tno | -ERR no",
      })
  void textIsNoEcho(String sent, String shown) {
    ByteBuffer in = bytes(sent.translateEscapes());
    OtherProtocolException refused =
        assertThrows(OtherProtocolException.class, () -> OtherProtocolException.refuse(in, frame));
    assertEquals("not an echo server: it answered '" + shown + "'", refused.getMessage());
    assertEquals(0, in.position());
  }

  @Test
  void aLongLineIsCut() {
    ByteBuffer in = bytes("x".repeat(1_000));
    String message =
        String.valueOf(
            assertThrows(
                    OtherProtocolException.class, () -> OtherProtocolException.refuse(in, frame))
                .getMessage());
    assertTrue(message.length() < 120, message);
  }

  /** Whatever is wrong with it is the verifier's to say. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u00ec\u0007ab",
        "ab\u00ecd",
        "abc\u0000",
        "PROXY TCP4 192.0.2.1",
        "\u0015\u0003\u0003\u0000"
      })
  void bytesAndOurOwnHeaderMayBeAnEcho(String sent) throws Exception {
    assertTrue(OtherProtocolException.refuse(bytes(sent), frame));
  }

  @Test
  void threeBytesAreTooFewToTell() throws Exception {
    assertFalse(OtherProtocolException.refuse(bytes("220"), frame));
  }

  /** Those without a header may be any text. */
  @Test
  void smallFramesHaveNothingToTellThemBy() throws Exception {
    assertTrue(OtherProtocolException.refuse(bytes("220 mail"), new Frame(1, 8)));
  }
}
