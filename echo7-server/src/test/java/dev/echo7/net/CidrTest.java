package dev.echo7.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.0.0.0/8",
    "192.0.2.7, 192.0.2.7/32",
    "0.0.0.0/0, 0.0.0.0/0",
    "192.0.2.128/25, 192.0.2.128/25",
    "2001:DB8:0:0::/32, 2001:db8::/32",
    "::1, ::1/128",
    "::/0, ::/0",
    "::ffff:192.0.2.0/120, 192.0.2.0/24",
    "::ffff:192.0.2.7, 192.0.2.7/32",
    "::ffff:0:0/96, 0.0.0.0/0",
  })
  void readsNetworksAndWritesThemShort(String text, String expected) {
    Cidr cidr = Cidr.parse(text);
    assertEquals(expected, cidr.toString());
    assertEquals(cidr, Cidr.parse(expected));
    assertEquals(cidr.hashCode(), Cidr.parse(expected).hashCode());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/8",
        "10/8",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/08",
        "10.0.0.0/8/8",
        "10.0.0.0/255.0.0.0",
        "10.0.0.256",
        "2001:db8::/129",
        "2001:db8::g/64",
        "::ffff:0.0.0.0/95",
        "[::1]",
        "fe80::1%nosuch0",
        "localhost",
        "10.0.0.0/8 ",
        "10.0.0.0/99999999999",
      })
  void refusesWhatIsNoNetwork(String text) {
    IllegalArgumentException wrong =
        assertThrows(IllegalArgumentException.class, () -> Cidr.parse(text));
    String message = String.valueOf(wrong.getMessage());
    assertTrue(message.contains("'" + text + "'") && message.contains("give "), message);
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.0.0/8, 10.0.0.0/8",
    "192.0.2.7/31, 192.0.2.6/31",
    "2001:db8::1/64, 2001:db8::/64",
    "0.0.0.1/0, 0.0.0.0/0",
  })
  void refusesBitsBehindThePrefixAndSaysWhatWasMeant(String text, String meant) {
    IllegalArgumentException wrong =
        assertThrows(IllegalArgumentException.class, () -> Cidr.parse(text));
    assertTrue(String.valueOf(wrong.getMessage()).endsWith("give the network, " + meant));
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.255.255, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "10.0.0.0/8, 9.255.255.255, false",
    "192.0.2.0/25, 192.0.2.127, true",
    "192.0.2.0/25, 192.0.2.128, false",
    "192.0.2.7, 192.0.2.7, true",
    "192.0.2.7, 192.0.2.6, false",
    "0.0.0.0/0, 203.0.113.1, true",
    "0.0.0.0/0, ::1, false",
    "::/0, ::1, true",
    "::/0, 192.0.2.1, false",
    "2001:db8::/33, 2001:db8:7fff::1, true",
    "2001:db8::/33, 2001:db8:8000::1, false",
    "fe80::/10, fe80::1, true",
  })
  void knowsWhoIsInIt(String network, String address, boolean in) {
    assertEquals(in, Cidr.parse(network).contains(InetAddress.ofLiteral(address)));
  }

  @Test
  void isOnTheInterfaceThatItNames() throws Exception {
    int lo = NetworkInterface.getByName("lo").getIndex();
    byte[] bytes = InetAddress.ofLiteral("fe80::7").getAddress();
    InetAddress here = Inet6Address.getByAddress(null, bytes, lo);
    InetAddress elsewhere = Inet6Address.getByAddress(null, bytes, lo + 1);
    for (String text : new String[] {"fe80::7%lo", "fe80::7%" + lo, "fe80::%lo/10"}) {
      assertTrue(Cidr.parse(text).contains(here), text);
      assertFalse(Cidr.parse(text).contains(elsewhere), text);
      assertEquals(Cidr.parse(text), Cidr.parse(Cidr.parse(text).toString()));
    }
    assertTrue(Cidr.parse("fe80::7").contains(elsewhere));
    assertEquals("fe80::7%lo/128", Cidr.parse("fe80::7%" + lo).toString());
    for (String wrong : new String[] {"fe80::7%nosuch", "fd00::7%lo", "10.0.0.1%lo"}) {
      assertThrows(IllegalArgumentException.class, () -> Cidr.parse(wrong), wrong);
    }
  }

  @Test
  void takesAV4MappedAddressForTheIpv4AddressThatItIs() throws Exception {
    byte[] bytes = new byte[16];
    bytes[10] = bytes[11] = -1;
    bytes[12] = 10;
    InetAddress mapped = Inet6Address.getByAddress(null, bytes, -1);
    assertEquals(16, mapped.getAddress().length);
    assertTrue(Cidr.parse("10.0.0.0/8").contains(mapped));
    assertFalse(Cidr.parse("::/0").contains(mapped));
    bytes[0] = 1;
    assertFalse(Cidr.parse("10.0.0.0/8").contains(Inet6Address.getByAddress(null, bytes, -1)));
  }
}
