package dev.echo7.server.peer;

import dev.echo7.events.TlsInfo;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** What a TLS handshake came to; kept with the connection, since the engine does not outlive it. */
public final class HandshakeResult {
  private static final AttributeKey<TlsInfo> KEY = AttributeKey.valueOf(HandshakeResult.class, "");

  private HandshakeResult() {}

  /** Called when the handshake is done, on the event loop. */
  public static void remember(Channel connection) {
    SSLSession session = connection.pipeline().get(SslHandler.class).engine().getSession();
    connection
        .attr(KEY)
        .set(new TlsInfo(session.getProtocol(), session.getCipherSuite(), sni(session)));
  }

  /** Null without TLS, and before the handshake is done. Any thread. */
  public static @Nullable TlsInfo of(Channel connection) {
    return connection.attr(KEY).get();
  }

  /** The bytes are the client's own: they need not be a host's name, nor ASCII. */
  private static @Nullable String sni(SSLSession session) {
    try {
      if (session instanceof ExtendedSSLSession extended) {
        for (SNIServerName name : extended.getRequestedServerNames()) {
          return new String(name.getEncoded(), StandardCharsets.UTF_8);
        }
      }
      return null;
    } catch (IllegalArgumentException | UnsupportedOperationException e) {
      // Netty makes an SNIHostName of it, which refuses what is no host's name.
      return null;
    }
  }
}
