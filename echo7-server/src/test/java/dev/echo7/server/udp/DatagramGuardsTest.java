package dev.echo7.server.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.echo7.events.DropReason;
import dev.echo7.net.PortSet;
import dev.echo7.server.config.DatagramOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatagramGuardsTest {
  private static final InetAddress HERE = InetAddress.ofLiteral("192.0.2.7");

  private final DatagramGuards guards =
      new DatagramGuards(
          new DatagramOptions(false, PortSet.parse("7,1000-1010"), 5),
          new LocalAddresses(List.of(HERE), Set.of(InetAddress.ofLiteral("192.0.2.255"))));

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 6, 8, 53, 999, 1_011, 1_023})
  void refusesSourcePortsOfServices(int port) {
    assertEquals(DropReason.LOW_SOURCE_PORT, verdict("192.0.2.1", port, "192.0.2.7"));
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 1_000, 1_010, 1_024, 65_535})
  void answersAllOthersAndThoseThatAreAllowed(int port) {
    assertNull(verdict("192.0.2.1", port, "192.0.2.7"));
  }

  @Test
  void refusesOurOwnPortsEvenIfTheyAreAllowed() {
    guards.addOwnPort(7);
    guards.addOwnPort(5_000);
    assertEquals(DropReason.OWN_SOURCE_PORT, verdict("192.0.2.1", 7, "192.0.2.7"));
    assertEquals(DropReason.OWN_SOURCE_PORT, verdict("198.51.100.1", 5_000, "192.0.2.7"));
    assertNull(verdict("192.0.2.1", 5_001, "192.0.2.7"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.255", "224.0.0.1", "239.1.2.3", "ff02::1", "ff05::2"})
  void refusesMulticastAndBroadcastOnEitherSide(String many) {
    assertEquals(DropReason.NOT_UNICAST, verdict(many, 5_000, "192.0.2.7"));
    assertEquals(DropReason.NOT_UNICAST, verdict("192.0.2.1", 5_000, many));
  }

  @Test
  void capsTheRateOfASource() {
    for (int i = 0; i < 5; i++) {
      assertNull(verdict("192.0.2.1", 5_000 + i, "192.0.2.7"));
    }
    assertEquals(DropReason.OVER_RATE, verdict("192.0.2.1", 6_000, "192.0.2.7"));
    assertNull(verdict("192.0.2.2", 6_000, "192.0.2.7"));
  }

  @Test
  void dropsWhatWouldHaveToQueue() {
    assertEquals(
        DropReason.OUTPUT_FULL,
        guards.reasonToDrop(at("192.0.2.1", 5_000), at("192.0.2.7", 7), false));
  }

  @Test
  void knowsTheBroadcastAddressesOfThisMachine() throws Exception {
    LocalAddresses now = LocalAddresses.look();
    assertEquals(true, now.reachesMany(InetAddress.ofLiteral("255.255.255.255")));
    assertEquals(true, now.reachesMany(InetAddress.ofLiteral("127.255.255.255")));
    assertEquals(false, now.reachesMany(InetAddress.ofLiteral("127.0.0.1")));
    assertEquals(true, now.unicast().contains(InetAddress.ofLiteral("127.0.0.1")));
  }

  private @Nullable DropReason verdict(String from, int port, String to) {
    return guards.reasonToDrop(at(from, port), at(to, 7), true);
  }

  private static InetSocketAddress at(String address, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(address), port);
  }
}
