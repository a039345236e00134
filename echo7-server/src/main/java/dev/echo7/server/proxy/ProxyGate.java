package dev.echo7.server.proxy;

import dev.echo7.events.Rejection;
import dev.echo7.server.limit.SourceLimits;
import dev.echo7.server.listen.ConnectionStep;
import dev.echo7.server.peer.Peers;
import dev.echo7.server.peer.ProxiedClient;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets a connection begin after its PROXY header, and not before: until then the handlers behind it
 * get no bytes and no {@code channelActive}.
 *
 * <pre>
 *   accepted --> WAITING -- header --> gone from the pipeline, the connection begins
 *                   |
 *                   | source not trusted, header absent, broken, too long, too late
 *                   v
 *                REJECTED, closed
 * </pre>
 *
 * <p>The first handler of a connection, before TLS; it puts Netty's decoder in front of itself. One
 * instance per connection, on its event loop. The specification's rules for receivers: the header
 * is required, accepted from trusted sources only, and nothing happens before it.
 */
public final class ProxyGate extends ChannelDuplexHandler {
  /** The specification asks for 3 s at least: time for one lost segment to be sent again. */
  static final long HEADER_PATIENCE_MS = 3_000;

  private final Peers peers;
  private final ProxyPolicy policy;
  private @Nullable Future<?> deadline;
  private boolean waiting = true;

  /** Puts a gate in front of each connection. */
  public static ConnectionStep step(ProxyPolicy policy) {
    return (connection, identity) ->
        connection.pipeline().addLast(new ProxyGate(identity.peers(), policy));
  }

  private ProxyGate(Peers peers, ProxyPolicy policy) {
    this.peers = peers;
    this.policy = policy;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    context.pipeline().addBefore(context.name(), null, new ProxyHeaderDecoder());
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    SocketAddress source = context.channel().remoteAddress();
    if (source == null) {
      reject(context, Rejection.ENDED_BEFORE_PROXY_HEADER);
      return;
    }
    if (!policy.trust().includes(source)) {
      reject(context, Rejection.UNTRUSTED_PROXY);
      return;
    }
    deadline =
        context
            .executor()
            .schedule(
                () -> reject(context, Rejection.PROXY_HEADER_TOO_LATE),
                HEADER_PATIENCE_MS,
                TimeUnit.MILLISECONDS);
  }

  /** The decoder passes only the header on; the bytes after it come once this gate is removed. */
  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (waiting && message instanceof HAProxyMessage header) {
        ProxiedClient client = ProxiedClient.in(header);
        if (client != null) {
          client.rememberIn(context.channel());
        }
        Rejection refusal = refusal(context, client);
        if (refusal == null) {
          begin(context);
        } else {
          context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
          reject(context, refusal);
        }
      }
    } catch (IllegalArgumentException e) {
      reject(context, Rejection.BROKEN_PROXY_HEADER);
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  /** The limits of a source apply to the client, not to the proxy's own connection. */
  private @Nullable Rejection refusal(
      ChannelHandlerContext context, @Nullable ProxiedClient client) {
    SourceLimits sources = policy.sources();
    InetAddress source = client == null ? null : client.address();
    return sources == null || source == null ? null : sources.admit(source, context.channel());
  }

  private void begin(ChannelHandlerContext context) {
    stopWaiting();
    context.fireChannelActive();
    context.pipeline().remove(this);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof Rejection reason) {
      reject(context, reason);
    } else if (event == ChannelInputShutdownEvent.INSTANCE) {
      reject(context, Rejection.ENDED_BEFORE_PROXY_HEADER);
    }
  }

  /** The header is invalid, or the peer has reset the connection. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    reject(
        context,
        cause instanceof IOException
            ? Rejection.ENDED_BEFORE_PROXY_HEADER
            : Rejection.BROKEN_PROXY_HEADER);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    reject(context, Rejection.ENDED_BEFORE_PROXY_HEADER);
    context.fireChannelInactive();
  }

  /** We end the connection ourselves, for a drain: that is no rejection. */
  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    stopWaiting();
    context.close(promise);
  }

  private void reject(ChannelHandlerContext context, Rejection reason) {
    if (waiting) {
      stopWaiting();
      policy.rejections().rejected(peers.of(context.channel()), reason);
      context.close();
    }
  }

  private void stopWaiting() {
    waiting = false;
    if (deadline != null) {
      deadline.cancel(false);
    }
  }
}
