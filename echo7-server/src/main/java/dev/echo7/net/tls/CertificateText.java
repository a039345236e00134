package dev.echo7.net.tls;

import dev.echo7.net.AddressLiteral;
import dev.echo7.net.AddressText;
import java.net.InetAddress;
import java.security.PublicKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.security.interfaces.RSAKey;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;

/**
 * Certificates as text for people. What a peer had a hand in is made safe to print: control and
 * format characters become question marks.
 */
public final class CertificateText {
  /** RFC 5280, section 4.2.1.6: the numbers of the kinds of names. */
  private static final Integer DNS_NAME = 2;

  private static final Integer IP_ADDRESS = 7;

  /** A certificate may have thousands of names, and a line should not. */
  private static final int NAMES_SHOWN = 10;

  private CertificateText() {}

  /** Whose it is: {@code CN=echo.example,O=Example} (RFC 2253). */
  public static String subject(X509Certificate certificate) {
    String subject = safe(certificate.getSubjectX500Principal().getName());
    return subject.isEmpty() ? "(no subject)" : subject;
  }

  /** Who issued it. */
  public static String issuer(X509Certificate certificate) {
    return safe(certificate.getIssuerX500Principal().getName());
  }

  /** Whether it is its own issuer. */
  public static boolean isSelfIssued(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
  }

  /** The day of a certificate's date, UTC: {@code 2026-11-23}. */
  public static String day(Date date) {
    return LocalDate.ofInstant(date.toInstant(), ZoneOffset.UTC).toString();
  }

  /** Type and length of its key: {@code RSA 2048 bits}, {@code EC 256 bits}, {@code Ed25519}. */
  public static String key(X509Certificate certificate) {
    PublicKey key = certificate.getPublicKey();
    if (key instanceof RSAKey rsa) {
      return "RSA " + rsa.getModulus().bitLength() + " bits";
    }
    if (key instanceof ECKey ec) {
      return "EC " + ec.getParams().getCurve().getField().getFieldSize() + " bits";
    }
    return key instanceof EdECKey edwards ? edwards.getParams().getName() : key.getAlgorithm();
  }

  /**
   * The names and addresses that it is for: those of its subjectAltName, or else its common name,
   * which clients should ignore (RFC 9525). A DNS name that looks like an address is marked as a
   * DNS name.
   */
  public static String names(X509Certificate certificate) {
    List<String> names = new ArrayList<>();
    dnsNames(certificate).forEach(name -> names.add(readsAsAddress(name) ? "DNS " + name : name));
    addresses(certificate).forEach(address -> names.add(AddressText.of(address)));
    if (names.isEmpty()) {
      return subject(certificate);
    }
    String shown = String.join(", ", names.stream().limit(NAMES_SHOWN).toList());
    int more = names.size() - NAMES_SHOWN;
    return more > 0 ? shown + " and " + more + " more" : shown;
  }

  private static boolean readsAsAddress(String name) {
    try {
      AddressLiteral.parse(name);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** The DNS names of its subjectAltName, safe to print. */
  public static List<String> dnsNames(X509Certificate certificate) {
    return alternatives(certificate, DNS_NAME).stream().map(CertificateText::safe).toList();
  }

  /** The addresses of its subjectAltName. */
  public static List<InetAddress> addresses(X509Certificate certificate) {
    return alternatives(certificate, IP_ADDRESS).stream().map(AddressLiteral::parse).toList();
  }

  private static List<String> alternatives(X509Certificate certificate, Integer kind) {
    try {
      Collection<List<?>> all = certificate.getSubjectAlternativeNames();
      return (all == null ? List.<List<?>>of() : all)
          .stream()
              .filter(entry -> entry.get(0).equals(kind))
              .map(entry -> String.valueOf(entry.get(1)))
              .toList();
    } catch (CertificateParsingException e) {
      // A damaged extension names nothing.
      return List.of();
    }
  }

  private static String safe(String untrusted) {
    return untrusted.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
  }
}
