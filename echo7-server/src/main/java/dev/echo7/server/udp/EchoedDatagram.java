package dev.echo7.server.udp;

import dev.echo7.events.Datagram;
import dev.echo7.net.AddressText;
import dev.echo7.net.InterfaceNames;
import java.net.InetSocketAddress;

/** One datagram, for observers. Its text is made only if somebody reads it. */
record EchoedDatagram(InetSocketAddress from, int bytes, InterfaceNames names) implements Datagram {

  @Override
  public String fromText() {
    return AddressText.of(from, names);
  }
}
