package dev.echo7.client.tls;

import dev.echo7.net.tls.TlsMaterial;
import dev.echo7.net.tls.TlsMaterialException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * The CAs that this system trusts, which are those of curl and openssl: an organisation's own CA is
 * among them, but not among those of a JDK.
 */
final class SystemTrust {
  /** As for OpenSSL (openssl-env(7)): a file that replaces the system's. */
  private static final String VARIABLE = "SSL_CERT_FILE";

  private static final List<Path> BUNDLES =
      List.of(
          // Debian, Ubuntu, Arch; Fedora, RHEL; SUSE; macOS, the BSDs, Alpine.
          Path.of("/etc/ssl/certs/ca-certificates.crt"),
          Path.of("/etc/pki/tls/certs/ca-bundle.crt"),
          Path.of("/etc/ssl/ca-bundle.pem"),
          Path.of("/etc/ssl/cert.pem"));

  private SystemTrust() {}

  /**
   * The certificates of the first bundle that exists; none if this system has no bundle, and so the
   * JDK's CAs are to be trusted.
   *
   * @throws TlsMaterialException if it cannot be read
   */
  static List<X509Certificate> authorities() throws TlsMaterialException {
    String chosen = System.getenv(VARIABLE);
    if (chosen != null && !chosen.isEmpty()) {
      return TlsMaterial.certificates(Path.of(chosen));
    }
    for (Path bundle : BUNDLES) {
      if (Files.isReadable(bundle)) {
        return TlsMaterial.certificates(bundle);
      }
    }
    return List.of();
  }
}
