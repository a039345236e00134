package dev.echo7.client.tls;

import dev.echo7.net.tls.CertificateText;
import dev.echo7.net.tls.Fingerprint;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** A description of a TLS session and its certificates, for people. */
final class TlsFacts {

  private TlsFacts() {}

  /**
   * One fact per line.
   *
   * @param address of the server, with the port
   */
  static List<String> of(String address, SSLSession session) {
    List<String> facts = new ArrayList<>();
    facts.add("connected to tls " + address);
    facts.add(session.getProtocol().replace("TLSv", "TLS ") + ", " + session.getCipherSuite());
    try {
      for (Certificate certificate : session.getPeerCertificates()) {
        if (certificate instanceof X509Certificate x509) {
          facts.add(certificate(x509, facts.size() == 2));
        }
      }
    } catch (SSLPeerUnverifiedException e) {
      // Cannot happen: these cipher suites require a certificate.
    }
    return facts;
  }

  private static String certificate(X509Certificate certificate, boolean own) {
    return (own ? "certificate " : "issued by ")
        + CertificateText.subject(certificate)
        + ", expires "
        + CertificateText.day(certificate.getNotAfter())
        + ", "
        + CertificateText.key(certificate)
        + (own ? ", SHA-256 " + Fingerprint.of(certificate) : "");
  }
}
