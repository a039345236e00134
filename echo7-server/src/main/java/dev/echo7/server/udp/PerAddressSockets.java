package dev.echo7.server.udp;

import dev.echo7.net.AddressText;
import dev.echo7.net.failure.FailureText;
import dev.echo7.net.failure.Situation;
import dev.echo7.net.posix.SystemError;
import dev.echo7.server.netty.NioPoll;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The sockets that a server has beside the one for every address, on the same port: one for each
 * address. Used by one thread at a time, never by an event loop.
 */
final class PerAddressSockets implements AutoCloseable {
  /** Of addresses that no interface shows; the oldest goes when another one is wanted. */
  private static final int MAX_HIDDEN = 256;

  private final DatagramSockets sockets;
  private final DatagramFaults faults;
  private final Map<String, Channel> shown = new LinkedHashMap<>();
  private final Map<String, Channel> hidden = new LinkedHashMap<>();
  private final Set<String> complaints = new HashSet<>();
  private @Nullable Channel everyAddress;

  /**
   * @param faults of their endpoint
   */
  PerAddressSockets(DatagramSockets sockets, DatagramFaults faults) {
    this.sockets = sockets;
    this.faults = faults;
  }

  /** The socket beside which the others are. */
  void besides(Channel boundToEveryAddress) {
    everyAddress = boundToEveryAddress;
  }

  /** Gives each address of an interface its socket, and closes those whose address is gone. */
  void look() {
    LocalAddresses now;
    try {
      now = LocalAddresses.look();
    } catch (IOException e) {
      complain("cannot list the addresses of this machine: " + FailureText.of(e));
      return;
    }
    sockets.guards().addressesAre(now);
    shown.values().removeIf(PerAddressSockets::isLost);
    hidden.values().removeIf(PerAddressSockets::isLost);
    Set<String> present = new HashSet<>();
    for (InetAddress address : now.unicast()) {
      String text = AddressText.of(address);
      present.add(text);
      if (isServed(address) && !shown.containsKey(text) && !adoptHidden(text)) {
        open(address, shown);
      }
    }
    for (Iterator<Map.Entry<String, Channel>> i = shown.entrySet().iterator(); i.hasNext(); ) {
      Map.Entry<String, Channel> each = i.next();
      if (!present.contains(each.getKey())) {
        each.getValue().close();
        i.remove();
      }
    }
  }

  /** Whether it has failed and closed; the others are polled. */
  private static boolean isLost(Channel socket) {
    NioPoll.poll(socket, () -> socket.config().setAutoRead(true));
    return !socket.isOpen();
  }

  /** The socket of an address of this machine, made if need be; null if there can be none. */
  @Nullable Channel socketFor(InetAddress address) {
    String text = AddressText.of(address);
    Channel socket = shown.getOrDefault(text, hidden.get(text));
    if (socket != null || sockets.guards().reachesMany(address)) {
      return socket;
    }
    if (hidden.size() >= MAX_HIDDEN) {
      Iterator<Channel> oldest = hidden.values().iterator();
      oldest.next().close().awaitUninterruptibly();
      oldest.remove();
    }
    return open(address, hidden);
  }

  @Override
  public void close() {
    shown.values().forEach(socket -> socket.close().awaitUninterruptibly());
    hidden.values().forEach(socket -> socket.close().awaitUninterruptibly());
  }

  private boolean adoptHidden(String text) {
    Channel socket = hidden.remove(text);
    if (socket != null) {
      shown.put(text, socket);
    }
    return socket != null;
  }

  /** An IPv4 socket for every address leaves IPv6 to others. */
  private boolean isServed(InetAddress address) {
    return address instanceof Inet4Address || !(local().getAddress() instanceof Inet4Address);
  }

  /**
   * Binds beside the socket for every address. Linux allows that only while both have SO_REUSEADDR;
   * it is taken away again at once, so that no other program can bind to our port and take what is
   * sent to us.
   */
  private @Nullable Channel open(InetAddress address, Map<String, Channel> into) {
    Channel main = main();
    ChannelFuture bound;
    main.config().setOption(ChannelOption.SO_REUSEADDR, true);
    try {
      bound = sockets.bind(new InetSocketAddress(address, local().getPort()), true, null, faults);
    } finally {
      main.config().setOption(ChannelOption.SO_REUSEADDR, false);
    }
    String text = AddressText.of(address);
    Throwable failure = bound.cause();
    if (failure == null) {
      Channel socket = bound.channel();
      socket.config().setOption(ChannelOption.SO_REUSEADDR, false);
      ReceiveBuffer.request(socket, ReceiveBuffer.WANTED_BYTES, text);
      into.put(text, socket);
      return socket;
    }
    // An IPv6 address that is still being probed for duplicates is not there yet: the next look.
    if (!SystemError.EADDRNOTAVAIL.isIn(failure)) {
      complain(
          "cannot serve udp on "
              + text
              + ": "
              + FailureText.of(failure, Situation.LISTEN_DATAGRAM, address));
    }
    return null;
  }

  private Channel main() {
    Channel main = everyAddress;
    if (main == null) {
      throw new IllegalStateException("nothing is bound to every address yet");
    }
    return main;
  }

  private InetSocketAddress local() {
    return (InetSocketAddress) main().localAddress();
  }

  /** Once each: a look comes every two seconds. */
  private void complain(String problem) {
    if (complaints.add(problem)) {
      sockets.events().failed(problem);
    }
  }
}
