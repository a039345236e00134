package dev.echo7.client.connect;

import dev.echo7.net.tls.Fingerprint;
import dev.echo7.net.tls.TlsMaterial;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whom to believe on TLS, and who to be.
 *
 * @param authorities whose certificates are believed; empty for those that the JDK believes
 * @param identity shown to a server that asks for a client certificate; null for none
 * @param name to ask for (SNI) and to find in the certificate; null for the endpoint's host
 * @param pin of the server's own certificate: enough to believe it, unless authorities are given
 *     too; null for none
 * @param insecure believe anybody
 */
public record TlsOptions(
    List<X509Certificate> authorities,
    @Nullable TlsMaterial identity,
    @Nullable String name,
    @Nullable Fingerprint pin,
    boolean insecure) {

  /** The JDK's authorities, the endpoint's name, nobody in particular. */
  public static final TlsOptions DEFAULT = new TlsOptions(List.of(), null, null, null, false);

  public TlsOptions {
    authorities = List.copyOf(authorities);
  }

  /** Whether the authority, the name and the dates of a certificate matter. */
  public boolean verifiesChain() {
    return !insecure && (pin == null || !authorities.isEmpty());
  }
}
