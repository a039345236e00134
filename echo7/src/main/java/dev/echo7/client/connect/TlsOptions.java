package dev.echo7.client.connect;

import dev.echo7.net.tls.Fingerprint;
import dev.echo7.net.tls.TlsMaterial;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which servers to trust over TLS, and the client's own certificate.
 *
 * @param authorities the trusted CAs; empty for those of the system
 * @param identity the certificate for servers that request one; null for none
 * @param name for SNI and to match against the certificate; null for the endpoint's host
 * @param pin the fingerprint of the server's certificate, which is trusted by it alone unless CAs
 *     are given, too; null for none
 * @param insecure trust any certificate
 */
public record TlsOptions(
    List<X509Certificate> authorities,
    @Nullable TlsMaterial identity,
    @Nullable String name,
    @Nullable Fingerprint pin,
    boolean insecure) {

  /** The system's CAs, the endpoint's host as name, no client certificate. */
  public static final TlsOptions DEFAULT = new TlsOptions(List.of(), null, null, null, false);

  public TlsOptions {
    authorities = List.copyOf(authorities);
  }

  /** Whether to check the CA, the name and the dates of a certificate. */
  public boolean verifiesChain() {
    return !insecure && (pin == null || !authorities.isEmpty());
  }
}
