package dev.echo7.server.udp;

import dev.echo7.events.ServerEvents;
import dev.echo7.net.UdpLimits;
import dev.echo7.server.config.EventLoopKind;
import dev.echo7.server.memory.CountedMemory;
import dev.echo7.server.netty.EventLoops;
import dev.echo7.server.tap.PayloadTap;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MessageSizeEstimator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.kqueue.KQueueDatagramChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.UnixChannel;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Makes the datagram sockets of a server, all on one event loop, so that the guards need no locks
 * and a source's rate counts whatever address it sends to.
 *
 * <p>{@link #bind} blocks; it may be called from any thread but the event loop.
 */
final class DatagramSockets implements AutoCloseable {
  /** Replies that may wait for the kernel on one socket; what comes then is dropped. */
  private static final int MAX_WAITING = 128;

  /** Each is counted as the memory that may hold it: a small datagram may be all of its buffer. */
  private static final MessageSizeEstimator HELD_MEMORY = () -> message -> UdpLimits.MAX_DATAGRAM;

  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(
          MAX_WAITING / 2 * UdpLimits.MAX_DATAGRAM, MAX_WAITING * UdpLimits.MAX_DATAGRAM);

  private static final int SEND_BUFFER_BYTES = 4 << 20;

  // linux/in.h and linux/in6.h; a socket gets what is sent to groups that others joined, by
  // default.
  private static final ChannelOption<Integer> IP_MULTICAST_ALL =
      new IntegerUnixChannelOption("IP_MULTICAST_ALL", 0, 49);
  private static final ChannelOption<Integer> IPV6_MULTICAST_ALL =
      new IntegerUnixChannelOption("IPV6_MULTICAST_ALL", 41, 29);

  private final EventLoops loops;
  private final EventLoop loop;
  private final CountedMemory memory;
  private final DatagramBatches batches;
  private final DatagramGuards guards;
  private final ServerEvents events;
  private final @Nullable DatagramTap tap;

  /**
   * @param tap null for every server but that of a test
   */
  DatagramSockets(
      EventLoops loops, DatagramGuards guards, ServerEvents events, @Nullable PayloadTap tap) {
    this.loops = loops;
    this.loop = loops.group().next();
    this.memory = loops.memory();
    this.batches = new DatagramBatches(memory);
    this.guards = guards;
    this.events = events;
    this.tap = tap == null ? null : new DatagramTap(tap);
  }

  DatagramGuards guards() {
    return guards;
  }

  ServerEvents events() {
    return events;
  }

  /**
   * Binds a socket.
   *
   * @param shared whether another socket of this server has the same port on every address
   * @param strays null unless it is the socket for every address
   * @param faults of its endpoint
   * @return a future that is done
   */
  ChannelFuture bind(
      InetSocketAddress address,
      boolean shared,
      DatagramEchoHandler.@Nullable Strays strays,
      DatagramFaults faults) {
    boolean ipv4 = address.getAddress() instanceof Inet4Address;
    return EventLoops.await(
        bootstrap(factory(loops, ipv4), new Setup(address.getAddress(), strays, faults))
            .option(ChannelOption.SO_REUSEADDR, shared)
            .bind(address));
  }

  /**
   * Serves on a socket that somebody else has bound.
   *
   * @param local what it is bound to
   * @param strays null unless each address has a socket beside this one
   * @param faults of its endpoint
   * @return a future that is done
   */
  ChannelFuture adopt(
      int descriptor,
      InetSocketAddress local,
      DatagramEchoHandler.@Nullable Strays strays,
      DatagramFaults faults) {
    Setup setup = new Setup(local.getAddress(), strays, faults);
    return EventLoops.await(
        bootstrap(() -> new EpollDatagramChannel(descriptor), setup).register());
  }

  /** Makes sockets: for IPv4 alone, or else for IPv6 and, unless bound, both. */
  static ChannelFactory<DatagramChannel> factory(EventLoops loops, boolean ipv4) {
    SocketProtocolFamily family = ipv4 ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6;
    return switch (loops.kind()) {
      case EPOLL -> () -> new EpollDatagramChannel(family);
      case KQUEUE -> () -> new KQueueDatagramChannel(family);
      case NIO -> () -> DatagramReply.nioChannel(family);
      case IO_URING -> throw EventLoops.notInThisVersion();
    };
  }

  private Bootstrap bootstrap(ChannelFactory<? extends Channel> factory, Setup setup) {
    return new Bootstrap()
        .group(loop)
        .channelFactory(factory)
        .option(ChannelOption.ALLOCATOR, memory)
        .option(ChannelOption.SO_SNDBUF, SEND_BUFFER_BYTES)
        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
        .option(ChannelOption.MESSAGE_SIZE_ESTIMATOR, HELD_MEMORY)
        .option(ChannelOption.AUTO_CLOSE, false)
        .option(
            ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(UdpLimits.MAX_DATAGRAM))
        .handler(setup);
  }

  /** Releases memory; the sockets must be closed before. */
  @Override
  public void close() {
    batches.release();
  }

  /** What a socket needs before it is bound. */
  private final class Setup extends ChannelInitializer<Channel> {
    private final InetAddress address;
    private final DatagramEchoHandler.@Nullable Strays strays;
    private final DatagramFaults faults;

    Setup(InetAddress address, DatagramEchoHandler.@Nullable Strays strays, DatagramFaults faults) {
      this.address = address;
      this.strays = strays;
      this.faults = faults;
    }

    @Override
    protected void initChannel(Channel channel) {
      if (channel instanceof EpollDatagramChannel) {
        channel
            .config()
            .setRecvByteBufAllocator(batches)
            .setOption(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, UdpLimits.MAX_DATAGRAM);
      }
      if (address.isAnyLocalAddress()) {
        admitOnlyUnicast(channel, address instanceof Inet4Address);
      }
      if (tap != null) {
        channel.pipeline().addLast(tap);
      }
      channel.pipeline().addLast(new DatagramEchoHandler(guards, memory, events, strays));
      faults.serve(channel);
    }
  }

  /**
   * The JDK does this by itself. Only with epoll do we also learn the destination of a datagram. An
   * IPv4 socket has no IPv6 options; an IPv6 socket receives IPv4 datagrams, too.
   */
  private static void admitOnlyUnicast(Channel channel, boolean ipv4) {
    if (channel instanceof UnixChannel && EventLoopKind.isLinux()) {
      channel.config().setOption(IP_MULTICAST_ALL, 0);
      if (!ipv4) {
        channel.config().setOption(IPV6_MULTICAST_ALL, 0);
      }
    }
    if (channel instanceof EpollDatagramChannel) {
      channel.config().setOption(EpollChannelOption.IP_RECVORIGDSTADDR, true);
    }
  }
}
