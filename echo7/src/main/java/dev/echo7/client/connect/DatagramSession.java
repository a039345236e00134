package dev.echo7.client.connect;

import dev.echo7.measure.AwakeClock;
import dev.echo7.net.AddressText;
import dev.echo7.net.HostPort;
import dev.echo7.net.UdpLimits;
import dev.echo7.net.failure.FailureText;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A UDP socket connected to one server.
 *
 * <p>Uses the first address of the host: UDP has no handshake by which addresses could be raced.
 * One thread may send while another receives; {@link #wake} and {@link #close} may be called from
 * any.
 */
public final class DatagramSession implements AutoCloseable {
  private static final int RECEIVE_BUFFER_BYTES = 4 << 20;
  private static final long SEND_RETRY_NS = 100_000;

  private final DatagramChannel channel;
  private final InetSocketAddress server;
  private final Selector selector;

  private DatagramSession(DatagramChannel channel, InetSocketAddress server, Selector selector) {
    this.channel = channel;
    this.server = server;
    this.selector = selector;
  }

  /**
   * Resolves the host and connects the socket to its first address; sends nothing.
   *
   * @throws UnknownHostException if there is no such host, or none of the wanted family
   * @throws ConnectFailedException if there is no route, or the source address cannot be used
   * @throws IOException if this machine cannot open a socket
   */
  public static DatagramSession open(HostPort address, ConnectOptions options) throws IOException {
    DatagramChannel channel = connected(address, options);
    try {
      channel.configureBlocking(false);
      Selector selector = Selector.open();
      channel.register(selector, SelectionKey.OP_READ);
      return new DatagramSession(channel, (InetSocketAddress) channel.getRemoteAddress(), selector);
    } catch (IOException e) {
      channel.close();
      throw explained(e, null);
    }
  }

  /**
   * Connects only the channel, which blocks, for callers that wait for replies in their own way.
   */
  public static DatagramChannel connected(HostPort address, ConnectOptions options)
      throws IOException {
    return connected(Targets.resolve(address, options));
  }

  /** The same to the first of some addresses. */
  public static DatagramChannel connected(Targets targets) throws IOException {
    InetSocketAddress server = targets.candidates().getFirst();
    DatagramChannel channel = channel(server);
    try {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
      InetSocketAddress source = targets.source();
      if (source != null) {
        Targets.bind(channel, inFamilyOf(server, source));
      }
      channel.connect(server);
      return channel;
    } catch (IOException e) {
      channel.close();
      throw explained(e, server);
    }
  }

  /** Opens an unconnected socket of an address's family. */
  public static DatagramChannel channel(InetSocketAddress server) throws IOException {
    try {
      return DatagramChannel.open(
          server.getAddress() instanceof Inet4Address
              ? StandardProtocolFamily.INET
              : StandardProtocolFamily.INET6);
    } catch (IOException e) {
      throw explained(e, null);
    }
  }

  /**
   * The source address; the wildcard is replaced by that of the server's family, since a UDP socket
   * has only one family.
   */
  private static InetSocketAddress inFamilyOf(InetSocketAddress server, InetSocketAddress source) {
    if (!source.getAddress().isAnyLocalAddress()) {
      return source;
    }
    String anywhere = server.getAddress() instanceof Inet4Address ? "0.0.0.0" : "::";
    return new InetSocketAddress(InetAddress.ofLiteral(anywhere), source.getPort());
  }

  /** Explains a failure before the first send, which is mostly caused by this machine. */
  private static IOException explained(IOException failure, @Nullable InetSocketAddress server) {
    if (failure instanceof ConnectFailedException) {
      return failure;
    }
    if (!ThisMachine.refusedAtOnce(failure)) {
      return server == null
          ? failure
          : new ConnectFailedException(
              AddressText.of(server) + " " + FailureText.of(failure), false);
    }
    String place = server == null ? "" : AddressText.of(server) + " ";
    return new ConnectFailedException(place + ThisMachine.words(failure, server), true);
  }

  /** One fact: {@code connected to udp 192.0.2.1:7}. */
  public List<String> facts() {
    return List.of("connected to udp " + place());
  }

  /** The server's address. */
  public InetSocketAddress server() {
    return server;
  }

  /** The server's address: {@code 192.0.2.1:7}. */
  public String place() {
    return AddressText.of(server);
  }

  /** The longest payload of a datagram to this address. */
  public int maxBytes() {
    return server.getAddress() instanceof Inet4Address
        ? UdpLimits.MAX_PAYLOAD_IPV4
        : UdpLimits.MAX_PAYLOAD_IPV6;
  }

  /**
   * Sends one datagram; waits while the send buffer is full.
   *
   * @param reports receives an ICMP error about an earlier datagram
   * @throws NotSentException if this machine did not send it
   */
  public void send(ByteBuffer payload, DatagramOutput.Reports reports) throws IOException {
    boolean empty = !payload.hasRemaining();
    while (DatagramOutput.send(channel, payload, reports) == 0 && !empty) {
      LockSupport.parkNanos(SEND_RETRY_NS);
    }
  }

  /**
   * Waits for a datagram.
   *
   * @param reports receives an ICMP error about a datagram that was sent
   * @return whether one was put into the buffer; if not, the timeout has expired, {@link #wake} was
   *     called, or an ICMP error came
   */
  public boolean receive(ByteBuffer into, Duration timeout, DatagramOutput.Reports reports)
      throws IOException {
    long startNs = AwakeClock.nowNs();
    long leftNs = timeout.toNanos();
    while (!receiveNow(into, reports)) {
      long systemNs = System.nanoTime();
      selector.select(key -> {}, Math.max(1, leftNs / 1_000_000));
      boolean woken = System.nanoTime() - systemNs < leftNs;
      leftNs = timeout.toNanos() - (AwakeClock.nowNs() - startNs);
      if (woken || leftNs <= 0) {
        return receiveNow(into, reports);
      }
    }
    return true;
  }

  /** Receives a datagram if one has come. */
  public boolean receiveNow(ByteBuffer into, DatagramOutput.Reports reports) throws IOException {
    try {
      return channel.receive(into) != null;
    } catch (IOException e) {
      if (!DatagramOutput.isReport(e)) {
        throw e;
      }
      reports.lost(DatagramOutput.words(e, server));
      return false;
    }
  }

  /** Ends a wait of {@link #receive}. */
  public void wake() {
    try {
      selector.wakeup();
    } catch (InternalError e) {
      // NIO could not write to its own pipe. The wait times out, a little later.
    }
  }

  @Override
  public void close() throws IOException {
    HappyEyeballs.close(selector);
    channel.close();
  }
}
