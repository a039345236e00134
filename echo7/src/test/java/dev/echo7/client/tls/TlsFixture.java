package dev.echo7.client.tls;

import dev.echo7.TestCertificates;
import dev.echo7.client.ScriptedPeer;
import dev.echo7.client.connect.ConnectOptions;
import dev.echo7.client.connect.EchoSession;
import dev.echo7.client.connect.TlsOptions;
import dev.echo7.client.dial.Dialer;
import dev.echo7.net.AddressFamily;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import dev.echo7.net.tls.Fingerprint;
import dev.echo7.net.tls.TlsMaterial;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Certificates good and bad, servers that show them, and sessions that meet them. */
public final class TlsFixture {
  public static final List<String> BOTH = List.of("TLSv1.3", "TLSv1.2");

  private final TestCertificates files;

  private TlsFixture(TestCertificates files) {
    this.files = files;
  }

  /** An authority "ca"; of it "server", "other", "expired" and "early"; and "self" of nobody. */
  public static TlsFixture in(Path folder) throws IOException {
    TestCertificates made = TestCertificates.in(folder);
    made.issue("server");
    made.issue("other", "DNS:other.example,DNS:*.other.example", -1, 30);
    made.issue("expired", "DNS:localhost,IP:127.0.0.1", -30, -2);
    made.issue("early", "DNS:localhost,IP:127.0.0.1", 2, 30);
    made.selfSigned("self", "/CN=self", "subjectAltName=DNS:elsewhere");
    return new TlsFixture(made);
  }

  public TlsPeer peer(String name, List<String> protocols)
      throws GeneralSecurityException, IOException {
    return new TlsPeer(material(name), List.of(), protocols);
  }

  public static Endpoint at(ScriptedPeer peer) {
    return new Endpoint.Tls(new HostPort("127.0.0.1", peer.port()));
  }

  static EchoSession open(ScriptedPeer peer, TlsOptions options) throws IOException {
    return Dialer.connect(at(peer), options(options, null));
  }

  public static ConnectOptions options(TlsOptions tls, @Nullable Duration timeout) {
    return new ConnectOptions(AddressFamily.ANY, null, 0, timeout, false).withTls(tls);
  }

  public TlsOptions trusting(String name) throws IOException {
    return new TlsOptions(certificates(name), null, null, null, false);
  }

  List<X509Certificate> certificates(String name) throws IOException {
    return TlsMaterial.certificates(files.file(name + ".pem"));
  }

  Fingerprint fingerprint(String name) throws IOException {
    return Fingerprint.of(certificates(name).getFirst());
  }

  TlsMaterial material(String name) throws IOException {
    return TlsMaterial.read(files.file(name + ".pem"), files.file(name + ".key"));
  }
}
