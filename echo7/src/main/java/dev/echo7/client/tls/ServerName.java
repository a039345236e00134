package dev.echo7.client.tls;

import dev.echo7.net.tls.CertificateText;
import dev.echo7.net.tls.Fingerprint;
import java.net.IDN;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name or address of a server. Matches certificates as RFC 9525 requires: by subjectAltName,
 * never by common name, and with a wildcard only as the whole first label. The JDK is laxer in
 * both.
 *
 * @param text a DNS name or an address
 */
record ServerName(String text) {

  /** Why a certificate does not match, in one line with the cure; null if it does. */
  @Nullable String mismatch(X509Certificate certificate) {
    if (isAddress()) {
      InetAddress address = InetAddress.ofLiteral(text);
      return CertificateText.addresses(certificate).contains(address)
          ? null
          : addressMismatch(certificate);
    }
    String name = ascii(text);
    return CertificateText.dnsNames(certificate).stream().anyMatch(each -> isFor(each, name))
        ? null
        : nameMismatch(certificate, name);
  }

  /** Whether it is an address, which is never sent as SNI. */
  boolean isAddress() {
    try {
      InetAddress.ofLiteral(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean isFor(String pattern, String name) {
    if (pattern.indexOf('*') < 0) {
      return pattern.equalsIgnoreCase(name);
    }
    int firstDot = name.indexOf('.');
    return pattern.startsWith("*.")
        && firstDot > 0
        && pattern.substring(1).equalsIgnoreCase(name.substring(firstDot));
  }

  private String addressMismatch(X509Certificate certificate) {
    return CertificateText.dnsNames(certificate).contains(text)
        ? "the server's certificate has "
            + text
            + " as a DNS name, not as an IP address"
            + newOrPinned("with IP:" + text, certificate)
        : notFor(certificate);
  }

  private String nameMismatch(X509Certificate certificate, String name) {
    for (String each : CertificateText.dnsNames(certificate)) {
      if (isPartOfALabel(each) && likelyMeant(each, name)) {
        return "the server's certificate is for "
            + each
            + ", but a wildcard must be a whole label (RFC 9525)"
            + newOrPinned("for " + text, certificate);
      }
    }
    if (CertificateText.dnsNames(certificate).isEmpty()
        && CertificateText.addresses(certificate).isEmpty()) {
      return "the server's certificate has no subjectAltName, only "
          + CertificateText.subject(certificate)
          + ", which is ignored (RFC 9525)"
          + newOrPinned("with DNS:" + text, certificate);
    }
    return notFor(certificate);
  }

  private String notFor(X509Certificate certificate) {
    return "the server's certificate is not for "
        + text
        + ", but for "
        + CertificateText.names(certificate)
        + "; connect to one of these names, or give one with --tls-name";
  }

  private static String newOrPinned(String needed, X509Certificate certificate) {
    return "; the server needs one "
        + needed
        + ", or trust this one with --tls-pin "
        + Fingerprint.of(certificate);
  }

  private static boolean isPartOfALabel(String pattern) {
    return pattern.indexOf('*') >= 0 && !pattern.startsWith("*.");
  }

  private static boolean likelyMeant(String pattern, String name) {
    String anyOfALabel = "\\Q" + pattern.replace("*", "\\E[^.]*\\Q") + "\\E";
    return Pattern.compile(anyOfALabel, Pattern.CASE_INSENSITIVE).matcher(name).matches();
  }

  private static String ascii(String name) {
    try {
      return IDN.toASCII(name).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      // Not a DNS name: compared literally.
      return name;
    }
  }
}
