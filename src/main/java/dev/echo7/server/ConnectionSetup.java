package dev.echo7.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import org.jspecify.annotations.Nullable;

/**
 * How an accepted connection begins: what stands between its socket and the echo. First the PROXY
 * header, then TLS, as the bytes come.
 */
final class ConnectionSetup extends ChannelInitializer<Channel> {
  private final Peers peers;
  private final Shared shared;
  private final @Nullable TlsIdentity tls;

  /**
   * @param tls null for a listener without TLS
   */
  ConnectionSetup(Peers peers, Shared shared, @Nullable TlsIdentity tls) {
    this.peers = peers;
    this.shared = shared;
    this.tls = tls;
  }

  @Override
  protected void initChannel(Channel connection) {
    ChannelPipeline pipeline = connection.pipeline();
    ProxyPolicy proxies = shared.proxies();
    if (proxies != null) {
      pipeline.addLast(new ProxyGate(peers, proxies));
    }
    if (tls != null) {
      TlsGate.install(connection, tls, peers, shared.rejections(), shared.events());
    }
    EchoHandler echo = new EchoHandler(connection, peers, shared);
    long maxBytes = shared.limits().maxBytes();
    if (maxBytes > 0) {
      pipeline.addLast(new ByteLimit(echo, maxBytes));
    }
    pipeline.addLast(echo);
  }
}
