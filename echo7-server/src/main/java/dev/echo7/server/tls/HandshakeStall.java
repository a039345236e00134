package dev.echo7.server.tls;

import dev.echo7.fault.FaultWord;
import dev.echo7.server.fault.stage.FaultyConnection;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;

/**
 * {@code handshake=stall}: the ClientHello gets no answer, until the timeout for handshakes ends
 * the connection. On its event loop.
 */
final class HandshakeStall extends ChannelDuplexHandler {
  private final FaultyConnection faulty;
  private boolean hasHit;

  HandshakeStall(FaultyConnection faulty) {
    this.faulty = faulty;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ReferenceCountUtil.release(message);
    if (!hasHit) {
      hasHit = true;
      faulty.hit(FaultWord.HANDSHAKE, 0);
    }
  }

  /** An alert at the end would be an answer. */
  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    ReferenceCountUtil.release(message);
    promise.trySuccess();
  }
}
