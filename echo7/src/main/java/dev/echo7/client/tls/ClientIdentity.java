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
 * The client certificate for a server that requests one, and whether it did.
 *
 * <p>Sends the user's certificate whichever CAs the server names. If the server does not accept it,
 * the server says so; the JDK's own key manager would send no certificate and no reason.
 */
final class ClientIdentity extends X509ExtendedKeyManager {
  private static final String ALIAS = "client";

  private final @Nullable TlsMaterial material;
  private volatile boolean wanted;

  ClientIdentity(@Nullable TlsMaterial material) {
    this.material = material;
  }

  /** Whether the server has requested a certificate. */
  boolean isWanted() {
    return wanted;
  }

  /** The user's certificate and key; null if there is none. */
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
