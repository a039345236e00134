package dev.echo7.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Java 22 can read literals, but a server for Java 17 has to do it by itself, and the same way. */
class AddressLiteralTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.1",
        "1",
        "4294967295",
        "1.256",
        "1.16777215",
        "01.2.3.4",
        "1.2.65535",
        "0.0.0.0",
        "::",
        "::1",
        "[::1]",
        "::ffff:1.2.3.4",
        "::ffff:0:1.2.3.4",
        "fe80::1%1",
        "2001:db8::ff00:42:8329"
      })
  void readsWhatTheJdkReads(String text) {
    assertEquals(InetAddress.ofLiteral(text), AddressLiteral.parse(text));
  }

  /** None of them is looked up as a name. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "a", "localhost", "4294967296", "12345678901", "1.2.3.4.5", "256.1.1.1", "1.2.3.",
        "1.16777216", "1.2.65536", "0x7f.1", "1:2:3", "::1::", "1:2:3:4:5:6:7:8:9", "%", "[]",
        "1.2.3.4%lo", "fe80::1%nosuch", "-1", "1.2.3.-4", ".", "1..2", " 127.0.0.1"
      })
  void refusesWhatTheJdkRefuses(String text) {
    assertThrows(IllegalArgumentException.class, () -> InetAddress.ofLiteral(text));
    assertThrows(IllegalArgumentException.class, () -> AddressLiteral.parse(text));
  }
}
