package dev.echo7.client.tls;

import java.security.cert.CertificateException;
import org.jspecify.annotations.Nullable;

/**
 * The server's certificate is not trusted; the message is one line with the reason and the cure.
 */
final class UntrustedServerException extends CertificateException {
  private static final long serialVersionUID = 1L;

  UntrustedServerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
