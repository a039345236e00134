package dev.echo7.net;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
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

  /**
   * The names and addresses that it is for: those of its subjectAltName, or else, as RFC 2818 has
   * it, its common name.
   */
  public static String names(X509Certificate certificate) {
    List<String> names = alternativeNames(certificate);
    if (names.isEmpty()) {
      return subject(certificate);
    }
    String shown = String.join(", ", names.stream().limit(NAMES_SHOWN).toList());
    int more = names.size() - NAMES_SHOWN;
    return more > 0 ? shown + " and " + more + " more" : shown;
  }

  private static List<String> alternativeNames(X509Certificate certificate) {
    List<String> names = new ArrayList<>();
    try {
      Collection<List<?>> all = certificate.getSubjectAlternativeNames();
      for (List<?> entry : all == null ? List.<List<?>>of() : all) {
        String text = safe(String.valueOf(entry.get(1)));
        if (entry.get(0).equals(DNS_NAME)) {
          names.add(text);
        } else if (entry.get(0).equals(IP_ADDRESS)) {
          names.add(AddressText.of(InetAddress.ofLiteral(text)));
        }
      }
    } catch (CertificateParsingException e) {
      // A damaged extension names nothing.
    }
    return names;
  }

  private static String safe(String untrusted) {
    return untrusted.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
  }
}
