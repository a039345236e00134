package dev.echo7.client;

import dev.echo7.net.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/**
 * The client's side of TLS 1.2 and 1.3, set up for one connection and not yet begun.
 *
 * @param engine turns plain bytes into records and back
 * @param identity what is shown to the server
 * @param name what is asked for, and what the certificate must be for
 */
record TlsEngine(SSLEngine engine, ClientIdentity identity, String name) {

  /** For a connection to a host, or to this machine where none is named. */
  static TlsEngine of(TlsOptions options, HostPort target) throws IOException {
    String name = checkedName(options, target);
    ClientIdentity identity = new ClientIdentity(options.identity());
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          new KeyManager[] {identity}, new TrustManager[] {new ServerTrust(options, name)}, null);
      SSLEngine engine = context.createSSLEngine(name, target.port());
      engine.setUseClientMode(true);
      engine.setSSLParameters(parameters(options, name));
      return new TlsEngine(engine, identity, name);
    } catch (GeneralSecurityException e) {
      throw new IOException("this JDK cannot speak TLS: " + e.getMessage(), e);
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

  /** A certificate knows neither the dot that ends a full name nor the zone of an address. */
  private static String checkedName(TlsOptions options, HostPort target) {
    String host = Objects.requireNonNullElse(target.host(), "localhost");
    String name = Objects.requireNonNullElse(options.name(), host);
    return name.replaceFirst("\\.$", "").replaceFirst("(?<=:.{0,60})%.*", "");
  }

  /** RFC 6066, section 3: names only, never addresses. */
  private static List<SNIServerName> indication(String name) {
    if (isAddress(name)) {
      return List.of();
    }
    try {
      return List.of(new SNIHostName(name));
    } catch (IllegalArgumentException e) {
      // No name of the DNS (an underscore in it): it cannot be asked for, and may be checked.
      return List.of();
    }
  }

  private static boolean isAddress(String name) {
    try {
      InetAddress.ofLiteral(name);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
