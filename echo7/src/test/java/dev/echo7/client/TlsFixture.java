package dev.echo7.client;

import dev.echo7.TestCertificates;
import dev.echo7.net.AddressFamily;
import dev.echo7.net.Endpoint;
import dev.echo7.net.Fingerprint;
import dev.echo7.net.HostPort;
import dev.echo7.net.TlsMaterial;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Certificates good and bad, servers that show them, and sessions that meet them. */
final class TlsFixture {
  static final List<String> BOTH = List.of("TLSv1.3", "TLSv1.2");

  private final TestCertificates files;

  private TlsFixture(TestCertificates files) {
    this.files = files;
  }

  /** An authority "ca"; of it "server", "other", "expired" and "early"; and "self" of nobody. */
  static TlsFixture in(Path folder) throws IOException {
    TestCertificates made = TestCertificates.in(folder);
    made.issue("server");
    made.issue("other", "DNS:other.example,DNS:*.other.example", -1, 30);
    made.issue("expired", "DNS:localhost,IP:127.0.0.1", -30, -2);
    made.issue("early", "DNS:localhost,IP:127.0.0.1", 2, 30);
    made.selfSigned("self", "/CN=self", "subjectAltName=DNS:elsewhere");
    return new TlsFixture(made);
  }

  TlsPeer peer(String name, List<String> protocols) throws GeneralSecurityException, IOException {
    return new TlsPeer(material(name), List.of(), protocols);
  }

  static Endpoint at(ScriptedPeer peer) {
    return new Endpoint.Tls(new HostPort("127.0.0.1", peer.port()));
  }

  static EchoSession open(ScriptedPeer peer, TlsOptions options) throws IOException {
    return Dialer.connect(at(peer), options(options, null));
  }

  static ConnectOptions options(TlsOptions tls, @Nullable Duration timeout) {
    return new ConnectOptions(AddressFamily.ANY, null, 0, timeout, false).withTls(tls);
  }

  TlsOptions trusting(String name) throws IOException {
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
