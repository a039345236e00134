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
 * One UDP socket that talks to one server.
 *
 * <p>The first address of the host is taken: UDP has no answer to a connection attempt by which
 * addresses could be raced. One thread may send while another receives; {@link #wake} and {@link
 * #close} may be called from any.
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
   * @throws UnknownHostException if there is no such host, or none of the family that is wanted
   * @throws ConnectFailedException if there is no way to it, or from where it is to come
   * @throws IOException if this machine has no socket to give
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

  /** The connected channel alone, blocking, for those that wait for replies in their own way. */
  public static DatagramChannel connected(HostPort address, ConnectOptions options)
      throws IOException {
    Targets targets = Targets.resolve(address, options);
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

  /** "From anywhere" is written differently in each family, and a datagram socket has but one. */
  private static InetSocketAddress inFamilyOf(InetSocketAddress server, InetSocketAddress source) {
    if (!source.getAddress().isAnyLocalAddress()) {
      return source;
    }
    String anywhere = server.getAddress() instanceof Inet4Address ? "0.0.0.0" : "::";
    return new InetSocketAddress(InetAddress.ofLiteral(anywhere), source.getPort());
  }

  /** Describes a failure before anything was sent: mostly this machine is the reason. */
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

  /** Where it talks to: {@code connected to udp 192.0.2.1:7}. */
  public List<String> facts() {
    return List.of("connected to udp " + place());
  }

  /** The one address that it talks to. */
  public InetSocketAddress server() {
    return server;
  }

  /** The server's address: {@code 192.0.2.1:7}. */
  public String place() {
    return AddressText.of(server);
  }

  /** The longest payload that a datagram to this address can have. */
  public int maxBytes() {
    return server.getAddress() instanceof Inet4Address
        ? UdpLimits.MAX_PAYLOAD_IPV4
        : UdpLimits.MAX_PAYLOAD_IPV6;
  }

  /**
   * Sends one datagram, waiting while this machine has no room for it.
   *
   * @param reports told of an ICMP error about an earlier one
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
   * @param reports told of an ICMP error about one that was sent
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

  /** The same without waiting. */
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

  /** Ends a wait of {@link #receive} before its time. */
  public void wake() {
    try {
      selector.wakeup();
    } catch (InternalError e) {
      // NIO could not write to its own pipe. The wait ends by itself, a little later.
    }
  }

  @Override
  public void close() throws IOException {
    HappyEyeballs.close(selector);
    channel.close();
  }
}
