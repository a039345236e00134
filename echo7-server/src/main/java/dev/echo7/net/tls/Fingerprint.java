package dev.echo7.net.tls;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The SHA-256 of a certificate's DER: who it is, in one word.
 *
 * @param hex 64 digits, lower-case
 */
public record Fingerprint(String hex) {
  private static final HexFormat COLONS = HexFormat.ofDelimiter(":").withUpperCase();

  /** Of a certificate. */
  public static Fingerprint of(X509Certificate certificate) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return new Fingerprint(HexFormat.of().formatHex(hash));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a certificate that was read cannot be written", e);
    }
  }

  /**
   * Reads hex digits of either case, with or without colons, as {@code openssl x509 -fingerprint
   * -sha256} prints them after the equals sign.
   *
   * @throws IllegalArgumentException if it is none; the message is one line with the cure
   */
  public static Fingerprint parse(String text) {
    String hex = text.strip().replace(":", "").toLowerCase(Locale.ROOT);
    if (!hex.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is not a SHA-256 fingerprint; give 64 hex digits: openssl x509 -in FILE -noout"
              + " -fingerprint -sha256");
    }
    return new Fingerprint(hex);
  }

  /** As OpenSSL prints it: upper-case, with colons. */
  @Override
  public String toString() {
    return COLONS.formatHex(HexFormat.of().parseHex(hex));
  }
}
