package dev.echo7.server.tls;

import dev.echo7.fault.Fault;
import dev.echo7.fault.FaultWord;
import dev.echo7.server.fault.ConnectionFaults;
import dev.echo7.server.fault.stage.FaultyConnection;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Becomes the TLS of a faulty connection, with what goes wrong in it, once it is known who the peer
 * is: after the PROXY header. On the connection's event loop.
 */
final class FaultyTls extends ChannelInboundHandlerAdapter {
  private final ConnectionFaults faults;
  private final TlsIdentity identity;

  FaultyTls(ConnectionFaults faults, TlsIdentity identity) {
    this.faults = faults;
    this.identity = identity;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    List<ChannelHandler> handlers = handlers(context);
    Collections.reverse(handlers);
    handlers.forEach(each -> context.pipeline().addAfter(context.name(), null, each));
    context.fireChannelActive();
    context.pipeline().remove(this);
  }

  /** In the order in which received bytes pass them. */
  private List<ChannelHandler> handlers(ChannelHandlerContext context) {
    FaultyConnection faulty = faults.connection();
    List<ChannelHandler> handlers = new ArrayList<>();
    Fault handshake = faults.first(FaultWord.HANDSHAKE);
    if (handshake != null) {
      handlers.add(
          switch (handshake.handshake()) {
            case STALL -> new HandshakeStall(faulty);
            case SLOW -> new SlowHandshake(faulty);
            case ALERT -> new HandshakeAlert(faulty);
          });
    }
    if (faults.first(FaultWord.DELAY) != null || faults.first(FaultWord.RATE) != null) {
      handlers.add(new CloseNotifyHold(faulty));
    }
    Fault truncate = faults.first(FaultWord.TRUNCATE);
    if (truncate != null) {
      handlers.add(new TruncatedEnd(faulty, truncate));
    }
    handlers.add(tls(context, faulty));
    return handlers;
  }

  private SslHandler tls(ChannelHandlerContext context, FaultyConnection faulty) {
    Fault certificate = faults.first(FaultWord.CERT);
    if (certificate == null) {
      return identity.newHandler(context.alloc());
    }
    faulty.hit(FaultWord.CERT, 0);
    return identity.newHandler(context.alloc(), certificate.certificate());
  }

  /** TLS could not be put in place; what comes after it rejects the connection. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.fireChannelActive();
    context.fireExceptionCaught(cause);
  }
}
