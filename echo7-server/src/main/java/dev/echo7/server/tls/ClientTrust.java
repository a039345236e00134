package dev.echo7.server.tls;

import io.netty.handler.ssl.OpenSslCertificateException;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Checks that one of the given authorities issued a client's certificate, by the JDK's PKIX
 * validation (RFC 5280).
 *
 * <p>A rejection carries the error from which BoringSSL chooses its alert (RFC 8446, section 6.2):
 * the JDK's own exceptions would become internal_error, which blames the server. Any thread.
 */
final class ClientTrust extends X509ExtendedTrustManager {
  // X509_V_ERR_... from x509_vfy.h; Netty's constants would need the native library.
  private static final int NOT_YET_VALID = 9;
  private static final int HAS_EXPIRED = 10;
  private static final int UNKNOWN_ISSUER = 20;
  private static final int REJECTED = 28;

  private final X509ExtendedTrustManager pkix;

  private ClientTrust(X509ExtendedTrustManager pkix) {
    this.pkix = pkix;
  }

  /**
   * Trusts clients with a certificate issued by one of these authorities.
   *
   * @throws GeneralSecurityException if the JDK cannot use one of them
   */
  static ClientTrust in(List<X509Certificate> authorities)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (int i = 0; i < authorities.size(); i++) {
      store.setCertificateEntry("authority " + i, authorities.get(i));
    }
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(store);
    return new ClientTrust((X509ExtendedTrustManager) factory.getTrustManagers()[0]);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    try {
      pkix.checkClientTrusted(chain, authType, engine);
    } catch (CertificateException e) {
      throw new OpenSslCertificateException(e, errorOf(e));
    }
  }

  /** The error code for unknown_ca, certificate_expired or bad_certificate. */
  private static int errorOf(CertificateException failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof CertificateExpiredException) {
        return HAS_EXPIRED;
      }
      if (each instanceof CertificateNotYetValidException) {
        return NOT_YET_VALID;
      }
      if (each instanceof CertPathBuilderException) {
        return UNKNOWN_ISSUER;
      }
    }
    // Not for clients, violates a name constraint, too weak: in each case the certificate is bad.
    return REJECTED;
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return pkix.getAcceptedIssuers();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("engines only");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw new CertificateException("sockets are not used here");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("this is a server");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw new CertificateException("this is a server");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("this is a server");
  }
}
