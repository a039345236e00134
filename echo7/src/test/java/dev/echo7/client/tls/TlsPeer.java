package dev.echo7.client.tls;

import dev.echo7.client.ScriptedPeer;
import dev.echo7.net.tls.TlsMaterial;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A server of the JDK's SSLSocket that does to one client what its script says. */
public final class TlsPeer {
  private static final char[] PASSWORD = "in memory".toCharArray();

  private final SSLContext context;
  private final List<String> protocols;

  /**
   * @param material who it is
   * @param clientAuthorities whose clients it believes
   * @param protocols of the JDK's names
   */
  TlsPeer(TlsMaterial material, List<X509Certificate> clientAuthorities, List<String> protocols)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    X509Certificate[] chain = material.chain().toArray(X509Certificate[]::new);
    store.setKeyEntry("server", material.key(), PASSWORD, chain);
    for (X509Certificate authority : clientAuthorities) {
      store.setCertificateEntry(authority.getSerialNumber().toString(), authority);
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, PASSWORD);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    this.context = SSLContext.getInstance("TLS");
    this.context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    this.protocols = protocols;
  }

  /** What to do with an accepted connection; it is closed afterwards, with close_notify. */
  public interface Script {
    /** TLS, and the TCP connection below it: to close that is to truncate. */
    void play(SSLSocket tls, Socket tcp) throws Exception;
  }

  /** An honest echo, half-close included. */
  public static void echo(SSLSocket tls, Socket tcp) throws IOException {
    tls.getInputStream().transferTo(tls.getOutputStream());
  }

  public ScriptedPeer playing(Script script) throws IOException {
    return ScriptedPeer.playing(
        (tcp, in, out) -> {
          try (SSLSocket tls = layered(tcp)) {
            script.play(tls, tcp);
          }
        });
  }

  /** Performs the handshake with an accepted client, and reads to its end. */
  public void greet(Socket tcp) throws IOException {
    try (SSLSocket tls = layered(tcp)) {
      tls.getInputStream().readAllBytes();
    }
  }

  private SSLSocket layered(Socket tcp) throws IOException {
    SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(tcp, null, true);
    tls.setUseClientMode(false);
    tls.setEnabledProtocols(protocols.toArray(String[]::new));
    return tls;
  }
}
