package dev.echo7.client.tls;

import dev.echo7.net.tls.TlsMaterial;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * What we show to a server that asks for a certificate, and whether it did ask.
 *
 * <p>The certificate that the user gave is shown whatever authorities the server names: if it does
 * not want that one, it says so, where the JDK's own key manager would say nothing.
 */
final class ClientIdentity extends X509ExtendedKeyManager {
  private static final String ALIAS = "client";

  private final @Nullable TlsMaterial material;
  private volatile boolean wanted;

  ClientIdentity(@Nullable TlsMaterial material) {
    this.material = material;
  }

  /** Whether the server has asked for a certificate. */
  boolean isWanted() {
    return wanted;
  }

  /** What there is to show. */
  @Nullable TlsMaterial material() {
    return material;
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, SSLEngine engine) {
    wanted = true;
    boolean usable = material != null && List.of(keyTypes).contains(material.key().getAlgorithm());
    return usable ? ALIAS : null;
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return material == null ? null : material.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    return material == null ? null : material.key();
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
    return null;
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, Socket socket) {
    return null;
  }
}
