package dev.echo7.server.tls;

import dev.echo7.events.Peer;
import dev.echo7.events.Rejection;
import dev.echo7.events.ServerEvents;
import dev.echo7.server.fault.ConnectionFaults;
import dev.echo7.server.listen.ConnectionStep;
import dev.echo7.server.peer.HandshakeResult;
import dev.echo7.server.peer.Peers;
import dev.echo7.server.peer.Rejections;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.IOException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.Locale;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * Sits between TLS and the echo, so that the echo need not know of TLS: the connection begins after
 * the handshake, a close_notify is the end of input, and an end without one is a truncation.
 *
 * <pre>
 *   socket -- flushes gathered -- TLS -- this -- echo
 * </pre>
 *
 * <p>Every write is encrypted at once: an engine that has seen the peer's close_notify encrypts
 * nothing more (TLS 1.2 demands that, BoringSSL does it in TLS 1.3 too), and what came before the
 * close_notify must still go back. The socket's own flush waits until a read is complete. One
 * instance per connection, on its event loop.
 */
public final class TlsGate extends ChannelDuplexHandler {
  /**
   * Tighter than without TLS: one read may be of hundreds of tiny records, each of which becomes a
   * write of its own, and is read whole before backpressure is asked again.
   */
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(16 * 1024, 32 * 1024);

  private static final AdaptiveRecvByteBufAllocator RECEIVE_BUFFERS =
      new AdaptiveRecvByteBufAllocator(64, 2_048, 16 * 1024);

  private final Peers peers;
  private final Rejections rejections;
  private final ServerEvents events;
  private boolean started;
  private boolean begun;
  private boolean rejected;
  private boolean closeNotified;

  private TlsGate(Peers peers, Rejections rejections, ServerEvents events) {
    this.peers = peers;
    this.rejections = rejections;
    this.events = events;
  }

  /** Puts TLS and a gate in front of each connection's echo. */
  public static ConnectionStep step(TlsIdentity tls, Rejections rejections, ServerEvents events) {
    return (connection, identity) ->
        install(connection, tls, new TlsGate(identity.peers(), rejections, events));
  }

  private static void install(Channel connection, TlsIdentity tls, TlsGate gate) {
    connection
        .config()
        .setWriteBufferWaterMark(WATER_MARK)
        .setRecvByteBufAllocator(RECEIVE_BUFFERS);
    connection
        .pipeline()
        .addLast(new TlsSocketSide())
        .addLast(new FlushConsolidationHandler())
        .addLast(encryption(connection, tls))
        .addLast(gate);
  }

  private static ChannelHandler encryption(Channel connection, TlsIdentity tls) {
    ConnectionFaults faults = ConnectionFaults.of(connection);
    return faults == null ? tls.newHandler(connection.alloc()) : new FaultyTls(faults, tls);
  }

  /** The handshake may begin; the connection begins after it. */
  @Override
  public void channelActive(ChannelHandlerContext context) {
    started = true;
  }

  /** We end the connection ourselves: that is no rejection. */
  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    rejected = true;
    context.close(promise);
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    context.writeAndFlush(message, promise);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      if (handshake.isSuccess()) {
        begun = true;
        HandshakeResult.remember(context.channel());
        allowNoRenegotiation(context.pipeline().get(SslHandler.class).engine());
        context.fireChannelActive();
      } else {
        reject(context, reason(handshake.cause()));
      }
    } else if (event instanceof SslCloseCompletionEvent close) {
      if (close.isSuccess() && !closeNotified) {
        closeNotified = true;
        context.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
      }
    } else if (event == ChannelInputShutdownEvent.INSTANCE) {
      endedWithFin(context);
    }
  }

  /**
   * Prevents renegotiation, with which a client could make us compute one handshake after the other
   * for a few bytes each. BoringSSL refuses it by itself; the JDK's engine has only a system
   * property, which is the embedding program's to set. So the engine is left without a TLS 1.2
   * cipher suite, and answers another ClientHello with an alert. TLS 1.3 has no renegotiation.
   */
  private static void allowNoRenegotiation(SSLEngine engine) {
    boolean mayRenegotiate = engine.getSession().getProtocol().equals("TLSv1.2");
    if (mayRenegotiate && !(engine instanceof ReferenceCountedOpenSslEngine)) {
      engine.setEnabledCipherSuites(new String[] {"TLS_AES_128_GCM_SHA256"});
    }
  }

  private void endedWithFin(ChannelHandlerContext context) {
    if (!begun) {
      reject(context, Rejection.ENDED_BEFORE_TLS);
      return;
    }
    if (!closeNotified) {
      closeNotified = true;
      events.truncated(peers.of(context.channel()));
    }
    context.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (begun) {
      context.fireExceptionCaught(cause);
    } else {
      reject(context, reason(cause));
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (!begun) {
      reject(context, Rejection.ENDED_BEFORE_TLS);
    }
    context.fireChannelInactive();
  }

  private void reject(ChannelHandlerContext context, Rejection reason) {
    // Before it started, the gate in front has reported the reason.
    if (started && !rejected) {
      rejected = true;
      Peer peer = peers.of(context.channel());
      rejections.rejected(peer, reason);
      context.close();
    }
  }

  private static Rejection reason(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof CertificateException || each instanceof CertPathValidatorException) {
        return Rejection.TLS_CLIENT_CERTIFICATE;
      }
    }
    Throwable cause = failure.getCause() instanceof SSLException inner ? inner : failure;
    if (cause instanceof NotSslRecordException) {
      return Rejection.NOT_TLS;
    }
    if (cause instanceof SslHandshakeTimeoutException) {
      return Rejection.TLS_HANDSHAKE_TOO_LATE;
    }
    String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    if (message.contains("certificate") && !message.contains("alert")) {
      return Rejection.TLS_CLIENT_CERTIFICATE;
    }
    return cause instanceof IOException && !(cause instanceof SSLException)
        ? Rejection.ENDED_BEFORE_TLS
        : Rejection.TLS_HANDSHAKE_FAILED;
  }
}
