package dev.echo7.client.tls;

import java.security.cert.CertificateException;
import org.jspecify.annotations.Nullable;

/** A server is not who it should be; the message is one line that says why, with the cure. */
final class UntrustedServerException extends CertificateException {
  private static final long serialVersionUID = 1L;

  UntrustedServerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
