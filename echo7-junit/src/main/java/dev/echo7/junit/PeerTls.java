package dev.echo7.junit;

import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;

/**
 * What a client needs to trust the peers of this process. All peers share one certificate. Its CA
 * is created once per class loader and lasts as long as the JVM. Any thread.
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
   * The CA certificate, for clients that are given a certificate to trust.
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
   * A context that trusts this CA, and nothing else.
   *
   * <pre>{@code
   * peer.tls().context().getSocketFactory().createSocket("localhost", peer.port());
   * }</pre>
   */
  public SSLContext context() {
    return context;
  }
}
