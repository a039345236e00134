package dev.echo7.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What the grammar of endpoints holds for every text, and every endpoint. */
class EndpointPropertiesTest {
  private final EndpointParser parser = new EndpointParser(ServiceNames.ofThisMachine());

  @Property
  void readsBackEveryEndpointThatItWrites(
      @ForAll("hosts") String host, @ForAll @IntRange(max = 65_535) int port) {
    HostPort address = new HostPort(host, port);
    assertReadBack(new Endpoint.Tcp(address));
    assertReadBack(new Endpoint.Tls(address));
    assertReadBack(new Endpoint.Udp(address));
  }

  @Property
  void readsBackEveryPortWithoutAHost(@ForAll @IntRange(max = 65_535) int port) {
    assertReadBack(new Endpoint.Tcp(new HostPort(null, port)));
    assertEquals(new Endpoint.Tcp(new HostPort(null, port)), parser.listening("" + port));
  }

  @Property
  void readsBackEveryPath(@ForAll("paths") String path, @ForAll @IntRange(max = 0777) int mode) {
    assertReadBack(new Endpoint.Unix("/" + path, mode));
    assertReadBack(new Endpoint.Unix("/" + path, null));
    assertReadBack(new Endpoint.Unix("@" + path, null));
  }

  @Property
  void takesNoPortOutOfRange(@ForAll("hosts") String host, @ForAll @IntRange(min = 65_536) int n) {
    assertRefused(new HostPort(host, 0).toString().replaceFirst("0$", "" + n));
  }

  /** Any text is an endpoint that is read back the same, or is refused in one line with a cure. */
  @Property
  void readsOrRefusesAnyText(@ForAll String text) {
    check(text);
  }

  @Property
  void readsOrRefusesAnyTextOfItsOwnLetters(@ForAll @From("grammarLike") String text) {
    check(text);
  }

  @Provide
  Arbitrary<String> hosts() {
    Arbitrary<String> names =
        Arbitraries.strings()
            .withChars("abcXYZ019-._")
            .ofMinLength(1)
            .ofMaxLength(40)
            // Digits and dots alone are an address, of which some programs read 01 as octal.
            .filter(name -> !name.matches("[0-9.]+"));
    Arbitrary<String> numeric =
        Arbitraries.of(4, 16)
            .flatMap(size -> Arbitraries.bytes().array(byte[].class).ofSize(size))
            .map(EndpointPropertiesTest::numeric);
    return Arbitraries.oneOf(names, numeric);
  }

  @Provide
  Arbitrary<String> paths() {
    return Arbitraries.strings()
        .ascii()
        .ofMinLength(1)
        .ofMaxLength(100)
        .filter(path -> path.indexOf('?') < 0 && path.indexOf('\0') < 0 && !path.startsWith("/"));
  }

  @Provide
  Arbitrary<String> grammarLike() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "tcp",
            "tls",
            "udp",
            "unix",
            "://",
            ":",
            "/",
            "//",
            "[",
            "]",
            "::1",
            "::",
            "*",
            "@",
            "?mode=",
            "0660",
            "7",
            "65535",
            "65536",
            "-",
            "echo",
            "localhost",
            "127.0.0.1",
            "%lo",
            " ",
            "\0",
            "x");
    return pieces.list().ofMaxSize(7).map(list -> String.join("", list));
  }

  private static String numeric(byte[] address) {
    try {
      return AddressText.of(InetAddress.getByAddress(address));
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  private void check(String text) {
    Endpoint listening;
    try {
      listening = parser.listening(text);
    } catch (InvalidEndpointException e) {
      assertTrue(String.valueOf(e.getMessage()).matches("(?s).*(give|write) .*"));
      return;
    }
    assertReadBack(listening);
  }

  private void assertReadBack(Endpoint endpoint) {
    String text = endpoint.toString();
    assertEquals(endpoint, parser.listening(text));
    if (text.endsWith(":0") && !(endpoint instanceof Endpoint.Unix)) {
      assertThrows(InvalidEndpointException.class, () -> parser.connecting(text));
    } else {
      assertEquals(endpoint, parser.connecting(text));
    }
  }

  private void assertRefused(String text) {
    try {
      Endpoint read = parser.listening(text);
      throw new AssertionError(text + " was read as " + read);
    } catch (InvalidEndpointException e) {
      assertTrue(String.valueOf(e.getMessage()).contains("out of range"));
    }
  }
}
