package dev.echo7.net.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers to the byte, as HAProxy's proxy-protocol.txt has them. */
class ProxyHeaderTest {
  private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

  /** The examples of section 2.1. */
  @ParameterizedTest
  @CsvSource({
    "'v1,192.168.0.1:56324,192.168.0.11:443', PROXY TCP4 192.168.0.1 192.168.0.11 56324 443",
    "'v1,255.255.255.255:65535,255.255.255.255:65535',"
        + "PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535",
    "'v1,[2001:DB8:0:0::1]:1,[::1]:2', PROXY TCP6 2001:db8::1 ::1 1 2",
    "v1, PROXY UNKNOWN",
  })
  void writesALineOfVersion1(String notation, String line) {
    byte[] header = ProxyHeaderParser.parse(notation).bytes(null, null);
    assertEquals(line + "\r\n", new String(header, ISO_8859_1));
    assertTrue(header.length <= 107);
  }

  /** Section 2.2: signature, version and command, family and protocol, length, addresses. */
  @ParameterizedTest
  @CsvSource({
    "'v2,192.0.2.1:56324,198.51.100.1:443', 21 11 000c c0000201 c6336401 dc04 01bb",
    "'v2,[2001:db8::1]:1,[::1]:65535', 21 21 0024 20010db8000000000000000000000001"
        + " 00000000000000000000000000000001 0001 ffff",
    "v2, 20 00 0000",
    "V2, 20 00 0000",
  })
  void writesAStructureOfVersion2(String notation, String expected) {
    byte[] header = ProxyHeaderParser.parse(notation).bytes(null, null);
    assertEquals(SIGNATURE + expected.replace(" ", ""), HexFormat.of().formatHex(header));
  }

  @Test
  void padsUnixPathsWithZeros() {
    byte[] header = ProxyHeaderParser.parse("v2,unix:/a,unix:@b").bytes(null, null);
    String expected = "3100d8" + "2f61" + "00".repeat(106) + "0062" + "00".repeat(106);
    assertEquals(SIGNATURE + "21" + expected, HexFormat.of().formatHex(header));
  }

  @Test
  void saysTheConnectionsOwnEndsUnlessToldOthers() {
    InetSocketAddress local = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 1);
    InetSocketAddress remote = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), 2);
    byte[] header = new ProxyHeader(ProxyHeader.Version.V1, null).bytes(local, remote);
    assertEquals("PROXY TCP4 127.0.0.1 127.0.0.2 1 2\r\n", new String(header, ISO_8859_1));
    ProxyHeader told = ProxyHeaderParser.parse("v1,192.0.2.1:1,192.0.2.2:2");
    assertArrayEquals(told.bytes(null, null), told.bytes(local, remote));
  }

  @Test
  void saysNothingOfAUnixConnection() {
    UnixDomainSocketAddress end = UnixDomainSocketAddress.of("/run/echo.sock");
    byte[] line = new ProxyHeader(ProxyHeader.Version.V1, null).bytes(end, end);
    assertEquals("PROXY UNKNOWN\r\n", new String(line, ISO_8859_1));
    byte[] structure = new ProxyHeader(ProxyHeader.Version.V2, null).bytes(end, end);
    assertEquals(SIGNATURE + "20000000", HexFormat.of().formatHex(structure));
  }

  @Test
  void keepsAZoneToItself() throws Exception {
    InetAddress lo = InetAddress.ofLiteral("::1");
    byte[] bytes = lo.getAddress();
    InetSocketAddress zoned = new InetSocketAddress(Inet6Address.getByAddress(null, bytes, 1), 7);
    byte[] header = new ProxyHeader(ProxyHeader.Version.V1, null).bytes(zoned, zoned);
    assertEquals("PROXY TCP6 ::1 ::1 7 7\r\n", new String(header, ISO_8859_1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "v3",
        "v1,192.0.2.1:1",
        "v1,192.0.2.1:1,192.0.2.1:1,192.0.2.1:1",
        "v1,192.0.2.1,192.0.2.2",
        "v1,192.0.2.1:65536,192.0.2.2:1",
        "v1,192.0.2.1:,192.0.2.2:1",
        "v1,192.0.2.256:1,192.0.2.2:1",
        "v1,localhost:1,localhost:2",
        "v1,::1:1,::1:2",
        "v1,[192.0.2.1:1,192.0.2.1:1",
        "v1,192.0.2.1:1,[::1]:2",
        "v1,unix:/a,unix:/b",
        "v2,unix:/a,192.0.2.1:2",
        "v2,unix:a,unix:/b",
        "v2,unix:/,unix:/b",
      })
  void refusesWhatIsNoHeaderInOneLineWithTheCure(String text) {
    IllegalArgumentException wrong =
        assertThrows(IllegalArgumentException.class, () -> ProxyHeaderParser.parse(text));
    String message = String.valueOf(wrong.getMessage());
    assertTrue(message.contains("give "), message);
    assertEquals(1, message.lines().count());
  }

  @Test
  void refusesAPathThatDoesNotFit() {
    String path = "/" + "x".repeat(107);
    assertEquals(
        232, ProxyHeaderParser.parse("v2,unix:" + path + ",unix:/b").bytes(null, null).length);
    assertThrows(
        IllegalArgumentException.class,
        () -> ProxyHeaderParser.parse("v2,unix:" + path + "x,unix:/b"));
  }
}
