package dev.echo7.client.tls;

import dev.echo7.net.tls.CertificateText;
import dev.echo7.net.tls.Fingerprint;
import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.security.spec.InvalidParameterSpecException;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds certificates of a server that can be forged: RSA keys below 2048 bits, and SHA-1 or MD5
 * signatures (RFC 9325, section 4.4). The JDK accepts both from CAs that a program supplies.
 */
final class CertificateStrength {
  private static final int LEAST_RSA_BITS = 2048;

  private CertificateStrength() {}

  /**
   * What is too weak, in one line with the cure; null if nothing is. The signature of a trust
   * anchor does not matter, since trust does not depend on it; its key does.
   *
   * @param sent by the server, its own certificate first
   * @param anchors the trusted CAs
   */
  static @Nullable String weakness(X509Certificate[] sent, X509Certificate[] anchors) {
    List<X509Certificate> path = path(List.of(sent), List.of(anchors));
    X509Certificate last = path.getLast();
    for (X509Certificate each : path) {
      String what = weakKey(each);
      if (what == null && !(each.equals(last) && List.of(anchors).contains(each))) {
        what = weakSignature(each);
      }
      if (what != null) {
        return "the certificate of "
            + CertificateText.subject(each)
            + " "
            + what
            + "; the server needs a new one, or trust it anyway with --tls-pin "
            + Fingerprint.of(sent[0]);
      }
    }
    return null;
  }

  /**
   * The shortest chain from the server's own certificate to an anchor; the server may send more
   * certificates.
   */
  private static List<X509Certificate> path(
      List<X509Certificate> sent, List<X509Certificate> anchors) {
    List<X509Certificate> path = new ArrayList<>();
    X509Certificate next = sent.getFirst();
    while (next != null && !path.contains(next)) {
      path.add(next);
      if (anchors.contains(next)) {
        break;
      }
      X509Certificate anchor = issuerOf(next, anchors);
      next = anchor == null ? issuerOf(next, sent) : anchor;
    }
    return path;
  }

  private static @Nullable X509Certificate issuerOf(
      X509Certificate certificate, List<X509Certificate> candidates) {
    for (X509Certificate each : candidates) {
      if (each.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
        try {
          certificate.verify(each.getPublicKey());
          return each;
        } catch (GeneralSecurityException e) {
          // Another CA of the same name.
        }
      }
    }
    return null;
  }

  private static @Nullable String weakKey(X509Certificate certificate) {
    return certificate.getPublicKey() instanceof RSAKey rsa
            && rsa.getModulus().bitLength() < LEAST_RSA_BITS
        ? "has a "
            + rsa.getModulus().bitLength()
            + "-bit RSA key; at least "
            + LEAST_RSA_BITS
            + " bits are required"
        : null;
  }

  private static @Nullable String weakSignature(X509Certificate certificate) {
    String digest = digestOf(certificate).replace("-", "").toUpperCase(Locale.ROOT);
    if (digest.startsWith("SHA1") || digest.startsWith("MD")) {
      return "has "
          + (digest.startsWith("MD") ? "an MD5" : "a SHA-1")
          + " signature, which can be forged";
    }
    return null;
  }

  /**
   * The digest of the signature: the start of its name, except for RSASSA-PSS, where it is a
   * parameter.
   */
  private static String digestOf(X509Certificate certificate) {
    byte[] parameters = certificate.getSigAlgParams();
    if (parameters == null || !certificate.getSigAlgName().equals("RSASSA-PSS")) {
      return certificate.getSigAlgName();
    }
    try {
      AlgorithmParameters decoded = AlgorithmParameters.getInstance("RSASSA-PSS");
      decoded.init(parameters);
      return decoded.getParameterSpec(PSSParameterSpec.class).getDigestAlgorithm();
    } catch (IOException | NoSuchAlgorithmException | InvalidParameterSpecException e) {
      // Cannot happen: the JDK has already verified this signature.
      return certificate.getSigAlgName();
    }
  }
}
