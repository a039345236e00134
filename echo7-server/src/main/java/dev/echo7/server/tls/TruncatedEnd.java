package dev.echo7.server.tls;

import dev.echo7.fault.Fault;
import dev.echo7.fault.FaultScope;
import dev.echo7.fault.FaultWord;
import dev.echo7.server.echo.ConnectionView;
import dev.echo7.server.fault.stage.FaultyConnection;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;

/**
 * {@code truncate}: the connection ends with our FIN, but without a close_notify before it, whoever
 * ends it. Sits between TLS and the socket, and drops what TLS writes once it has ended its side.
 * On the connection's event loop.
 */
final class TruncatedEnd extends ChannelOutboundHandlerAdapter {
  private final FaultyConnection faulty;
  private final FaultScope scope;
  private boolean truncates;

  TruncatedEnd(FaultyConnection faulty, Fault fault) {
    this.faulty = faulty;
    this.scope = fault.scope();
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (!truncates && hasEnded(context) && isInScope()) {
      truncates = true;
      faulty.hit(FaultWord.TRUNCATE, view().bytesOut());
    }
    if (truncates) {
      ReferenceCountUtil.release(message);
      promise.trySuccess();
    } else {
      context.write(message, promise);
    }
  }

  private static boolean hasEnded(ChannelHandlerContext context) {
    SslHandler tls = context.pipeline().get(SslHandler.class);
    return tls != null && tls.handshakeFuture().isSuccess() && tls.engine().isOutboundDone();
  }

  private boolean isInScope() {
    return view().bytesOut() >= scope.afterBytes()
        && scope.isTime(System.nanoTime() - view().openedAtNs());
  }

  private ConnectionView view() {
    return faulty.connection().view();
  }
}
