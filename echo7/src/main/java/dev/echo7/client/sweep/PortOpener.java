package dev.echo7.client.sweep;

import dev.echo7.client.connect.ConnectFailedException;
import dev.echo7.client.connect.ConnectOptions;
import dev.echo7.client.connect.ThisMachine;
import dev.echo7.client.dial.ProbeRoute;
import dev.echo7.measure.Moments;
import dev.echo7.net.Endpoint;
import dev.echo7.net.name.Resolver;
import dev.echo7.verify.Frame;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;

/**
 * Opens the source ports of a sweep. A port from which no connection can be made is kept with the
 * reason, since a sweep looks for such ports. One thread.
 */
final class PortOpener {
  /**
   * After this many failures without a single success, the server is unreachable; it is not one bad
   * path among several.
   */
  private static final int HOPELESS = 8;

  private final ConnectOptions connect;
  private final Frame frame;
  private final int probes;
  private final Moments times;
  private ProbeRoute route;
  private int opened;
  private int failed;

  /**
   * Resolves the host.
   *
   * @throws UnknownHostException if there is no such host, or none of the wanted family
   */
  PortOpener(Endpoint endpoint, ConnectOptions connect, Frame frame, int probes, Moments times)
      throws UnknownHostException {
    this.connect = connect;
    this.frame = frame;
    this.probes = probes;
    this.times = times;
    this.route = ProbeRoute.to(endpoint, connect);
  }

  /** The address that is probed. */
  String place() {
    return route.place();
  }

  /**
   * Opens one more source port.
   *
   * @throws ConnectFailedException if none of the first eight is answered
   * @throws IOException if this machine cannot open a socket
   */
  SourcePort open(int number) throws IOException {
    return route.pinned().isDatagrams() ? socket(number) : connection(number);
  }

  private SourcePort socket(int number) throws IOException {
    SelectableChannel channel = route.connect();
    int port = localPort(((DatagramChannel) channel).getLocalAddress());
    return new SourcePort(number, port, channel, frame, probes, times);
  }

  /** Binds the port before connecting, so that it is known even if the connection fails. */
  private SourcePort connection(int number) throws IOException {
    int port;
    SocketChannel free = open();
    try (free) {
      String from = connect.sourceAddress();
      free.bind(from == null ? null : new InetSocketAddress(Resolver.numeric(from), 0));
      port = localPort(free.getLocalAddress());
    } catch (IOException e) {
      throw ThisMachine.refusedAtOnce(e)
          ? new ConnectFailedException(place() + " " + ThisMachine.words(e, null), true)
          : e;
    }
    try {
      ProbeRoute way = ProbeRoute.to(route.pinned(), connect.withSourcePort(port));
      SelectableChannel channel = way.connect();
      route = way;
      opened++;
      return new SourcePort(number, port, channel, frame, probes, times);
    } catch (ConnectFailedException e) {
      if (opened == 0 && (e.isOurs() || ++failed >= HOPELESS)) {
        throw e;
      }
      SourcePort dead = new SourcePort(number, port, free, frame, probes, times);
      dead.broken(e);
      return dead;
    }
  }

  private SocketChannel open() throws IOException {
    try {
      return SocketChannel.open();
    } catch (IOException e) {
      throw new ConnectFailedException(
          place() + " " + ThisMachine.words(e, null), ThisMachine.keptFromConnecting(e));
    }
  }

  private static int localPort(SocketAddress address) {
    return ((InetSocketAddress) address).getPort();
  }
}
