package dev.echo7.client.tls;

import dev.echo7.net.failure.FailureText;
import dev.echo7.net.tls.CertificateText;
import dev.echo7.net.tls.TlsMaterial;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Messages for TLS failures: one line each, with the cure. */
final class TlsFailure {
  /** The JDK's message for an alert from the peer. */
  private static final Pattern ALERT = Pattern.compile("Received fatal alert: ([a-z_]+)");

  /**
   * RFC 8446, section 6.2: the alerts of servers that do not accept a client's certificate, or its
   * absence.
   */
  private static final Set<String> ABOUT_OUR_CERTIFICATE =
      Set.of(
          "certificate_required",
          "handshake_failure",
          "no_certificate",
          "bad_certificate",
          "unsupported_certificate",
          "certificate_revoked",
          "certificate_expired",
          "certificate_unknown",
          "unknown_ca",
          "access_denied",
          "decrypt_error",
          "illegal_parameter");

  private TlsFailure() {}

  /** The message for a failed handshake. */
  static String ofHandshake(IOException failure, TlsEngine tls, Duration limit) {
    return switch (failure) {
      case FirstAnswer.NotTlsException notTls -> FailureText.of(notTls);
      case SocketTimeoutException silent ->
          String.format(
              Locale.ROOT,
              "the TLS handshake timed out after %.1f s: does the server speak TLS there?",
              limit.toMillis() / 1e3);
      case SSLException wrong -> ofRecords(wrong, tls);
      case TlsHandshake.HandshakeCutException cut -> cut("the server closed the connection", tls);
      default -> cut(FailureText.of(failure), tls);
    };
  }

  private static String cut(String what, TlsEngine tls) {
    return tls.identity().isWanted()
        ? what + " in the TLS handshake; " + refused(tls.identity())
        : what + " in the TLS handshake: does the server speak TLS there?";
  }

  /** The message for a stream that ended without close_notify. */
  static String truncated(TlsEngine tls) {
    return "truncated: the connection ended without TLS close_notify"
        + (tls.identity().isWanted() ? " (the server had requested a certificate)" : "");
  }

  /**
   * The message for an error of the JDK's engine or an alert of the server, in the handshake or
   * later.
   */
  static String ofRecords(SSLException failure, TlsEngine tls) {
    UntrustedServerException untrusted = Causes.find(failure, UntrustedServerException.class);
    if (untrusted != null) {
      return FailureText.of(untrusted);
    }
    String alert = alertOf(failure);
    if (alert == null) {
      return "TLS failed: " + FailureText.of(failure);
    }
    String told = " (TLS alert " + alert + ")";
    if (tls.identity().isWanted() && ABOUT_OUR_CERTIFICATE.contains(alert)) {
      return refused(tls.identity()) + told;
    }
    return switch (alert) {
      case "protocol_version" -> "the server speaks neither TLS 1.2 nor TLS 1.3" + told;
      case "unrecognized_name" ->
          "the server has no certificate for "
              + tls.name()
              + "; give another name with --tls-name"
              + told;
      case "handshake_failure", "insufficient_security" ->
          "no TLS cipher suite, group or signature algorithm in common with the server" + told;
      default -> "the server aborted the TLS session" + told;
    };
  }

  private static String refused(ClientIdentity identity) {
    TlsMaterial material = identity.material();
    return material == null
        ? "the server requires a client certificate; give --tls-cert and --tls-key"
        : "the server rejected the client certificate " + CertificateText.subject(material.leaf());
  }

  private static @Nullable String alertOf(SSLException failure) {
    Matcher matcher = ALERT.matcher(String.valueOf(failure.getMessage()));
    return matcher.find() ? matcher.group(1) : null;
  }
}
