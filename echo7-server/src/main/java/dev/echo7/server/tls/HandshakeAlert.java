package dev.echo7.server.tls;

import dev.echo7.fault.FaultWord;
import dev.echo7.server.fault.stage.FaultyConnection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/**
 * {@code handshake=alert}: the ClientHello is answered by a fatal alert, handshake_failure.
 *
 * <p>TLS gets another ClientHello in its place, which offers nothing that we accept. So it refuses
 * it as it would a real one, and the connection ends as after any failed handshake. On the
 * connection's event loop.
 */
final class HandshakeAlert extends ChannelInboundHandlerAdapter {
  /** TLS 1.2 with TLS_DHE_RSA_WITH_AES_128_GCM_SHA256 alone; its random number is all zeros. */
  private static final byte[] RECORD_AND_VERSION = {22, 3, 1, 0, 45, 1, 0, 0, 41, 3, 3};

  private static final byte[] SESSION_SUITES_COMPRESSION = {0, 0, 2, 0, (byte) 0x9e, 1, 0};
  private static final int RANDOM_BYTES = 32;

  private final FaultyConnection faulty;
  private boolean hasHit;

  HandshakeAlert(FaultyConnection faulty) {
    this.faulty = faulty;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ReferenceCountUtil.release(message);
    if (!hasHit) {
      hasHit = true;
      faulty.hit(FaultWord.HANDSHAKE, 0);
      context.fireChannelRead(hopelessClientHello());
    }
  }

  private static ByteBuf hopelessClientHello() {
    return Unpooled.buffer()
        .writeBytes(RECORD_AND_VERSION)
        .writeZero(RANDOM_BYTES)
        .writeBytes(SESSION_SUITES_COMPRESSION);
  }
}
