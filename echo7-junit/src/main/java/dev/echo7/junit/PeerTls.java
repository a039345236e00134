package dev.echo7.junit;

import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;

/**
 * How a client trusts the peers of this process: all have one certificate, from an authority that
 * was made for this class loader and lasts as long as the JVM. Any thread.
 *
 * <pre>{@code
 * HttpClient client = HttpClient.newBuilder().sslContext(peer.tls().context()).build();
 * }</pre>
 */
public final class PeerTls {
  private final X509Certificate authority;
  private final X509Certificate certificate;
  private final SSLContext context;

  PeerTls(X509Certificate authority, X509Certificate certificate, SSLContext context) {
    this.authority = authority;
    this.certificate = certificate;
    this.context = context;
  }

  /**
   * The certificate of the authority, for clients that take one to trust.
   *
   * <pre>{@code
   * SslContextBuilder.forClient().trustManager(peer.tls().authority()).build();
   * }</pre>
   */
  public X509Certificate authority() {
    return authority;
  }

  /**
   * The certificate of the peers, for {@code localhost}, {@code 127.0.0.1} and {@code ::1}.
   *
   * <pre>{@code
   * assertEquals(peer.tls().certificate(), session.getPeerCertificates()[0]);
   * }</pre>
   */
  public X509Certificate certificate() {
    return certificate;
  }

  /**
   * A context that trusts the authority, and nothing else.
   *
   * <pre>{@code
   * peer.tls().context().getSocketFactory().createSocket("localhost", peer.port());
   * }</pre>
   */
  public SSLContext context() {
    return context;
  }
}
