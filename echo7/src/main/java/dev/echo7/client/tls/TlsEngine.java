package dev.echo7.client.tls;

import dev.echo7.client.connect.TlsOptions;
import dev.echo7.net.HostName;
import dev.echo7.net.HostPort;
import dev.echo7.net.failure.FailureText;
import dev.echo7.net.tls.TlsSuites;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/**
 * The client's side of TLS 1.2 and 1.3 for one connection, before the handshake.
 *
 * @param engine encrypts and decrypts records
 * @param identity the client certificate
 * @param name for SNI, and to match against the certificate
 */
public record TlsEngine(SSLEngine engine, ClientIdentity identity, String name) {

  /** Sets up TLS for a connection to a host, or to this machine if no host is given. */
  public static TlsEngine of(TlsOptions options, HostPort target) throws IOException {
    String name = checkedName(options, target);
    ClientIdentity identity = new ClientIdentity(options.identity());
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          new KeyManager[] {identity},
          new TrustManager[] {new ServerTrust(options, new ServerName(name))},
          null);
      SSLEngine engine = context.createSSLEngine(name, target.port());
      engine.setUseClientMode(true);
      engine.setSSLParameters(parameters(options, name));
      engine.setEnabledCipherSuites(TlsSuites.among(engine.getEnabledCipherSuites()));
      return new TlsEngine(engine, identity, name);
    } catch (GeneralSecurityException e) {
      throw new IOException("this JDK cannot speak TLS: " + FailureText.of(e), e);
    }
  }

  private static SSLParameters parameters(TlsOptions options, String name) {
    SSLParameters parameters = new SSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    parameters.setServerNames(indication(name));
    if (options.verifiesChain()) {
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    }
    return parameters;
  }

  /**
   * The name without the final dot of a full name or the zone of an address, neither of which
   * certificates contain.
   */
  private static String checkedName(TlsOptions options, HostPort target) {
    String host = Objects.requireNonNullElse(target.host(), "localhost");
    String name = Objects.requireNonNullElse(options.name(), host);
    String bare = name.replaceFirst("\\.$", "").replaceFirst("(?<=:.{0,60})%.*", "");
    try {
      return HostName.ascii(bare);
    } catch (IllegalArgumentException e) {
      // Not a DNS name: no certificate will match, and that failure is reported.
      return bare;
    }
  }

  /** RFC 6066, section 3: names only, never addresses. */
  private static List<SNIServerName> indication(String name) {
    if (new ServerName(name).isAddress()) {
      return List.of();
    }
    try {
      return List.of(new SNIHostName(name));
    } catch (IllegalArgumentException e) {
      // Not a DNS name, because of an underscore for example: SNI cannot carry it, but it can be
      // matched.
      return List.of();
    }
  }

  /**
   * Rejects renegotiation; call after each record. A TLS 1.3 key update needs nothing here: the
   * engine sends its answer before our next bytes (RFC 8446, section 4.6.3).
   *
   * @throws IOException if the server wants a second TLS 1.2 handshake
   */
  void refuseRenegotiation(HandshakeStatus status) throws IOException {
    boolean quiet = status == HandshakeStatus.NOT_HANDSHAKING || status == HandshakeStatus.FINISHED;
    if (!quiet && !engine.getSession().getProtocol().equals("TLSv1.3")) {
      throw new IOException("the server requested TLS 1.2 renegotiation, which is not supported");
    }
  }
}
