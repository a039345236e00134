package dev.echo7.server.proxy;

import dev.echo7.events.Connection;
import dev.echo7.events.Peer;
import dev.echo7.events.Rejection;
import dev.echo7.events.ServerEvents;
import dev.echo7.net.Cidr;
import dev.echo7.net.Transport;
import dev.echo7.server.config.EventLoopKind;
import dev.echo7.server.config.Limits;
import dev.echo7.server.config.ProxyTrust;
import dev.echo7.server.echo.ConnectionTable;
import dev.echo7.server.echo.ConnectionTotals;
import dev.echo7.server.echo.EchoContext;
import dev.echo7.server.echo.OutputBudget;
import dev.echo7.server.fault.EndpointFaults;
import dev.echo7.server.listen.ConnectionSetup;
import dev.echo7.server.listen.ConnectionStep;
import dev.echo7.server.memory.CountedMemory;
import dev.echo7.server.peer.ListenerIdentity;
import dev.echo7.server.peer.Peers;
import dev.echo7.server.peer.Rejections;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A target for a fuzzer: any bytes from a trusted proxy into the pipeline of a connection.
 *
 * <p>Whatever they are: no exception leaves the pipeline, a connection is either opened or rejected
 * and never both, not one byte comes back unless it was opened, and then exactly the end of what
 * went in; and no more is held than a header may have.
 */
public final class ProxyGateFuzz {
  private static final int MAX_HELD_BYTES =
      16 + ProxyHeaderDecoder.MAX_ADDRESS_BYTES + ProxyHeaderDecoder.MAX_TLV_BYTES;
  private static final InetSocketAddress PROXY =
      new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 5_000);
  private static final ProxyTrust TRUST = new ProxyTrust(List.of(Cidr.parse("127.0.0.0/8")));

  private ProxyGateFuzz() {}

  /** The first byte says how large the pieces are in which the rest arrives; 0 is all at once. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0) {
      return;
    }
    byte[] sent = Arrays.copyOfRange(input, 1, input.length);
    Told told = new Told();
    EmbeddedChannel connection = connection(told);
    int pieceBytes = input[0] == 0 ? Math.max(1, sent.length) : input[0] & 0xff;
    int takenBytes = 0;
    for (int at = 0; at < sent.length && connection.isOpen(); at += pieceBytes) {
      takenBytes = Math.min(sent.length, at + pieceBytes);
      connection.writeInbound(Unpooled.copiedBuffer(sent, at, takenBytes - at));
      connection.checkException();
      boolean waiting = told.opened == null && told.rejected == null;
      check(!waiting || takenBytes <= MAX_HELD_BYTES, "holds more than a header may have");
    }
    connection.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    connection.checkException();
    byte[] echoed = echoed(connection);
    connection.finishAndReleaseAll();
    check(told.opened == null || told.rejected == null, "opened and rejected");
    check(told.opened != null || told.rejected != null, "ended, and told nobody");
    check(told.opened != null || echoed.length == 0, "echoed before the header");
    check(told.opened == null || endsWith(sent, takenBytes, echoed), "not what was sent");
  }

  private static EmbeddedChannel connection(Told told) {
    EmbeddedChannel connection =
        new EmbeddedChannel(false, false) {
          @Override
          protected SocketAddress remoteAddress0() {
            return PROXY;
          }
        };
    Rejections rejections = new Rejections(told);
    ProxyPolicy policy = new ProxyPolicy(TRUST, rejections, null);
    ConnectionTable table = new ConnectionTable();
    EchoContext context =
        new EchoContext(
            table,
            new ConnectionTotals(table),
            told,
            new OutputBudget(table, told, new CountedMemory()),
            Limits.NONE);
    List<ConnectionStep> steps = List.of(ProxyGate.step(policy));
    ListenerIdentity identity =
        new ListenerIdentity(Transport.TCP, Peers.internet(true), String::valueOf);
    EndpointFaults none = new EndpointFaults(0, Transport.TCP, EventLoopKind.NIO, told);
    connection.pipeline().addLast(new ConnectionSetup(identity, context, rejections, steps, none));
    try {
      connection.register();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    return connection;
  }

  private static byte[] echoed(EmbeddedChannel connection) {
    ByteBuf all = Unpooled.buffer();
    for (ByteBuf next = connection.readOutbound(); next != null; next = connection.readOutbound()) {
      all.writeBytes(next);
      next.release();
    }
    return Arrays.copyOf(all.array(), all.readableBytes());
  }

  private static boolean endsWith(byte[] sent, int takenBytes, byte[] echoed) {
    return Arrays.equals(sent, takenBytes - echoed.length, takenBytes, echoed, 0, echoed.length);
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }

  private static final class Told implements ServerEvents {
    @Nullable Peer opened;
    @Nullable Rejection rejected;

    @Override
    public void opened(Connection connection) {
      check(opened == null, "opened twice");
      opened = connection.peer();
    }

    @Override
    public void rejected(Peer peer, Rejection reason) {
      check(rejected == null, "rejected twice");
      rejected = reason;
    }
  }
}
