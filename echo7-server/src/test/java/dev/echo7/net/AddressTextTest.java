package dev.echo7.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.echo7.net.name.Resolver;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressTextTest {

  @ParameterizedTest
  @CsvSource({
    "0:0:0:0:0:0:0:0, ::",
    "0:0:0:0:0:0:0:1, ::1",
    "2001:db8:0:0:0:0:2:1, 2001:db8::2:1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "fe80:0:0:0:0:0:0:0, fe80::",
    "2001:0DB8:0:0:0:0:0:A, 2001:db8::a",
    "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
    "192.0.2.1, 192.0.2.1",
  })
  void writesTheCanonicalFormOfRfc5952(String given, String canonical) {
    assertEquals(canonical, AddressText.of(InetAddress.ofLiteral(given)));
  }

  @Test
  void callsAnInterfaceByItsNameWhicheverWayItWasGiven() throws Exception {
    int index = NetworkInterface.getByName("lo").getIndex();
    byte[] bytes = InetAddress.ofLiteral("fe80::1").getAddress();
    assertEquals("fe80::1%lo", AddressText.of(Inet6Address.getByAddress(null, bytes, index)));
    assertEquals(
        "fe80::1%lo", AddressText.of(Resolver.resolve("fe80::1%lo", AddressFamily.ANY).getFirst()));
    assertEquals(
        "fe80::1%999999999", AddressText.of(Inet6Address.getByAddress(null, bytes, 999_999_999)));
  }

  @Test
  void showsIpv4AsADualStackSocketSeesIt() {
    InterfaceNames names = new InterfaceNames();
    assertEquals(
        "::ffff:192.168.6.5", AddressText.v4Mapped(InetAddress.ofLiteral("192.168.6.5"), names));
    assertEquals("::1", AddressText.v4Mapped(InetAddress.ofLiteral("::1"), names));
  }

  @Test
  void bracketsIpv6BeforeAPort() {
    assertEquals("[::1]:7", AddressText.of(address("::1")));
    assertEquals("127.0.0.1:7", AddressText.of(address("127.0.0.1")));
  }

  private static InetSocketAddress address(String literal) {
    return new InetSocketAddress(InetAddress.ofLiteral(literal), 7);
  }
}
