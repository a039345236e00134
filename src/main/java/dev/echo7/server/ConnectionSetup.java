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
  private final Entrance entrance;
  private final Shared shared;
  private final @Nullable TlsIdentity tls;

  /**
   * @param tls null for a listener without TLS
   */
  ConnectionSetup(Entrance entrance, Shared shared, @Nullable TlsIdentity tls) {
    this.entrance = entrance;
    this.shared = shared;
    this.tls = tls;
  }

  @Override
  protected void initChannel(Channel connection) {
    ChannelPipeline pipeline = connection.pipeline();
    ProxyPolicy proxies = shared.proxies();
    if (proxies != null) {
      pipeline.addLast(new ProxyGate(entrance.peers(), proxies));
    }
    if (tls != null) {
      TlsGate.install(connection, tls, entrance.peers(), shared.rejections(), shared.events());
    }
    EchoHandler echo = new EchoHandler(connection, entrance, shared);
    long maxBytes = shared.limits().maxBytes();
    if (maxBytes > 0) {
      pipeline.addLast(new ByteLimit(echo, maxBytes));
    }
    pipeline.addLast(echo);
  }
}
