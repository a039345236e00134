package dev.echo7.server.udp;

import dev.echo7.events.DropReason;
import dev.echo7.events.ServerEvents;
import dev.echo7.net.InterfaceNames;
import dev.echo7.net.UdpLimits;
import dev.echo7.net.failure.FailureText;
import dev.echo7.net.failure.Situation;
import dev.echo7.server.memory.CountedMemory;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The central path of UDP (RFC 862): each datagram goes back to where it came from, if the guards
 * let it. At most one reply, never larger.
 *
 * <p>One instance per socket; all on the same event loop.
 */
final class DatagramEchoHandler extends ChannelInboundHandlerAdapter {
  /** How many replies may wait while memory is tight: those of one read. */
  private static final long MOST_WAITING_BYTES =
      (long) DatagramBatches.DATAGRAMS * UdpLimits.MAX_DATAGRAM;

  private final DatagramGuards guards;
  private final InterfaceNames names = new InterfaceNames();
  private final CountedMemory memory;
  private final ServerEvents events;
  private final @Nullable Strays strays;

  /**
   * Takes what arrives at the wildcard socket, from which a reply might carry the wrong address.
   * Called on the event loop; returns at once.
   */
  interface Strays {

    /**
     * A datagram to an address that is known but has no socket.
     *
     * @param packet becomes the callee's, if it takes it
     * @return whether it took it
     */
    boolean take(DatagramPacket packet);

    /** An address that has no socket seems to be there. */
    void lookSoon();
  }

  /**
   * @param strays null if the socket is bound to one address
   */
  DatagramEchoHandler(
      DatagramGuards guards, CountedMemory memory, ServerEvents events, @Nullable Strays strays) {
    this.guards = guards;
    this.memory = memory;
    this.events = events;
    this.strays = strays;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws IOException {
    DatagramPacket packet = (DatagramPacket) message;
    InetSocketAddress from = packet.sender();
    DropReason reason = guards.reasonToDrop(from, packet.recipient(), mayWait(context.channel()));
    if (reason == null && strays != null) {
      InetAddress to = packet.recipient().getAddress();
      if (!to.isAnyLocalAddress() && strays.take(packet)) {
        return;
      }
      strays.lookSoon();
      reason = from.getAddress() instanceof Inet4Address ? DropReason.NO_SOCKET : null;
    }
    if (reason != null) {
      packet.release();
      events.datagramDropped(reason);
      return;
    }
    echo(context, packet);
  }

  /** Whether one more reply that the kernel does not take at once may wait. */
  private boolean mayWait(Channel channel) {
    return channel.isWritable()
        && (!memory.isTight()
            || channel.unsafe().outboundBuffer().totalPendingWriteBytes() < MOST_WAITING_BYTES);
  }

  private void echo(ChannelHandlerContext context, DatagramPacket packet) throws IOException {
    InetSocketAddress from = packet.sender();
    events.datagramReceived(new EchoedDatagram(from, packet.content().readableBytes(), names));
    DatagramReply.write(context, new DatagramPacket(packet.content(), from));
  }

  /** A stray that the guards have let pass, handed over from the socket for every address. */
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) throws IOException {
    if (event instanceof DatagramPacket stray) {
      echo(context, stray);
      context.flush();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.flush();
  }

  /** One reply could not be sent (no route, a firewall, a port that is gone); the next may. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof IOException) {
      events.datagramDropped(DropReason.SEND_FAILED);
    } else {
      events.failed(
          "udp "
              + context.channel().localAddress()
              + ": "
              + FailureText.of(cause, Situation.SEND_DATAGRAM));
    }
  }
}
