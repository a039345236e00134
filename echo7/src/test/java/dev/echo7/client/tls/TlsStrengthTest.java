package dev.echo7.client.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.TestCertificates;
import dev.echo7.client.ScriptedPeer;
import dev.echo7.client.connect.ConnectFailedException;
import dev.echo7.client.connect.EchoSession;
import dev.echo7.client.connect.TlsOptions;
import dev.echo7.net.tls.Fingerprint;
import dev.echo7.net.tls.TlsMaterial;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which certificates the client refuses although an authority that it trusts issued them. */
@Timeout(60)
class TlsStrengthTest {
  @TempDir private static Path folder = Path.of("");
  private static @Nullable TestCertificates made;

  /**
   * Creates an RSA authority, and certificates from it that are weak or whose names do not count.
   */
  @BeforeAll
  static void issueCertificates() throws IOException {
    made = TestCertificates.in(folder);
    rsa("root", 2048);
    selfSign("root", "-sha1", "basicConstraints=critical,CA:TRUE");
    rsa("small-root", 1024);
    selfSign("small-root", "-sha256", "basicConstraints=critical,CA:TRUE");
    rsa("weak", 1024);
    issue("weak", "root", "-sha256", "subjectAltName=IP:127.0.0.1");
    rsa("sha1", 2048);
    issue("sha1", "root", "-sha1", "subjectAltName=IP:127.0.0.1");
    rsa("pss", 2048);
    issue("pss", "root", "-sha1 -sigopt rsa_padding_mode:pss", "subjectAltName=IP:127.0.0.1");
    rsa("good", 2048);
    issue("good", "root", "-sha256", "subjectAltName=IP:127.0.0.1");
    rsa("small-rooted", 2048);
    issue("small-rooted", "small-root", "-sha256", "subjectAltName=IP:127.0.0.1");
    rsa("localhost", 2048);
    issue("localhost", "root", "-sha256", "basicConstraints=CA:FALSE");
    rsa("partial", 2048);
    issue("partial", "root", "-sha256", "subjectAltName=DNS:f*.echo.test");
    rsa("whole", 2048);
    issue("whole", "root", "-sha256", "subjectAltName=DNS:*.echo.test");
    rsa("dns", 2048);
    issue("dns", "root", "-sha256", "subjectAltName=DNS:127.0.0.1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          weak         | root       | CN=weak has a 1024-bit RSA key; at least 2048
          small-rooted | small-root | CN=small-root has a 1024-bit RSA key
          sha1         | root       | CN=sha1 has a SHA-1 signature, which can be forged
          pss          | root       | CN=pss has a SHA-1 signature, which can be forged
          """)
  void refusesWhatCouldBeForged(String server, String authority, String culprit) throws Exception {
    String message = refusal(server, trusting(authority, null));
    assertTrue(message.contains("the certificate of " + culprit), message);
    assertTrue(message.endsWith("--tls-pin " + fingerprint(server)), message);
  }

  /** Nothing relies on an authority's signature on its own certificate. */
  @Test
  void doesNotMindTheSignatureOfATrustAnchor() throws Exception {
    assertTrue(facts("good", trusting("root", null)).contains("RSA 2048 bits"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"weak", "sha1", "localhost", "dns"})
  void takesAWeakOneThatIsPinnedOrWhereAnyoneIsTrusted(String server) throws Exception {
    TlsOptions pinned = new TlsOptions(List.of(), null, null, fingerprint(server), false);
    assertTrue(facts(server, pinned).contains("CN=" + server));
    assertTrue(
        facts(server, new TlsOptions(List.of(), null, null, null, true)).contains("CN=" + server));
  }

  @Test
  void showsKindAndLengthOfTheKey() throws Exception {
    TlsOptions anybody = new TlsOptions(List.of(), null, null, null, true);
    assertTrue(facts("weak", anybody).contains("RSA 1024 bits"));
    assertTrue(facts("ca", anybody).contains("EC 256 bits"));
  }

  @Test
  void refusesANameThatIsOnlyTheCommonName() throws Exception {
    assertSays(
        refusal("localhost", trusting("root", "localhost")),
        "has no subjectAltName, only CN=localhost",
        "the server needs one with DNS:localhost",
        "--tls-pin " + fingerprint("localhost"));
  }

  @Test
  void takesAWildcardOnlyForAWholeLabel() throws Exception {
    assertTrue(facts("whole", trusting("root", "foo.echo.test")).contains("CN=whole"));
    assertSays(
        refusal("partial", trusting("root", "foo.echo.test")),
        "is for f*.echo.test, but a wildcard must be a whole label",
        "the server needs one for foo.echo.test");
    assertSays(
        refusal("whole", trusting("root", "a.foo.echo.test")),
        "not for a.foo.echo.test, but for *.echo.test");
    assertSays(refusal("whole", trusting("root", "echo.test")), "not for echo.test");
  }

  @Test
  void saysThatAnAddressIsThereAsANameOfTheDnsOnly() throws Exception {
    assertSays(
        refusal("dns", trusting("root", null)),
        "has 127.0.0.1 as a DNS name, not as an IP address",
        "the server needs one with IP:127.0.0.1");
    assertSays(
        refusal("dns", trusting("root", "echo.test")), "not for echo.test, but for DNS 127.0.0.1;");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256", "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"})
  void offersOnlyEphemeralKeysAndAuthenticatedEncryption(String suite) throws Exception {
    try (ScriptedPeer peer =
        peer("good")
            .playing(
                (tls, tcp) -> {
                  tls.setEnabledCipherSuites(new String[] {suite});
                  TlsPeer.echo(tls, tcp);
                })) {
      IOException refused =
          assertThrows(
              ConnectFailedException.class,
              () -> TlsFixture.open(peer, trusting("root", null)).close());
      assertSays(
          String.valueOf(refused.getMessage()), "no TLS cipher suite", "in common with the server");
    }
  }

  private static String refusal(String server, TlsOptions options) throws Exception {
    try (ScriptedPeer peer = peer(server).playing(TlsPeer::echo)) {
      String message =
          String.valueOf(
              assertThrows(
                      ConnectFailedException.class, () -> TlsFixture.open(peer, options).close())
                  .getMessage());
      assertEquals(1, message.lines().count(), message);
      return message;
    }
  }

  private static String facts(String server, TlsOptions options) throws Exception {
    try (ScriptedPeer peer = peer(server).playing(TlsPeer::echo);
        EchoSession session = TlsFixture.open(peer, options)) {
      return session.facts().toString();
    }
  }

  private static TlsPeer peer(String server) throws Exception {
    return new TlsPeer(
        TlsMaterial.read(file(server + ".pem"), file(server + ".key")), List.of(), TlsFixture.BOTH);
  }

  private static TlsOptions trusting(String authority, @Nullable String name) throws IOException {
    return new TlsOptions(certificates(authority), null, name, null, false);
  }

  private static Fingerprint fingerprint(String name) throws IOException {
    return Fingerprint.of(certificates(name).getFirst());
  }

  private static List<X509Certificate> certificates(String name) throws IOException {
    return TlsMaterial.certificates(file(name + ".pem"));
  }

  private static void assertSays(String message, String... parts) {
    for (String part : parts) {
      assertTrue(message.contains(part), () -> "'" + message + "' does not say " + part);
    }
  }

  private static void rsa(String name, int bits) throws IOException {
    openssl("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:" + bits + " -out NAME.key", name);
  }

  private static void selfSign(String name, String digest, String extension) throws IOException {
    openssl(
        "req -x509 -days 30 -key NAME.key -out NAME.pem -subj /CN=NAME -addext "
            + extension
            + " "
            + digest,
        name);
  }

  private static void issue(String name, String issuer, String digest, String extension)
      throws IOException {
    Objects.requireNonNull(made).write(name + ".ext", extension + "\n");
    openssl("req -new -key NAME.key -out NAME.csr -subj /CN=NAME", name);
    openssl(
        "x509 -req -days 30 -in NAME.csr -out NAME.pem -CA ISSUER.pem -CAkey ISSUER.key"
                .replace("ISSUER", issuer)
            + " -CAcreateserial -extfile NAME.ext "
            + digest,
        name);
  }

  private static void openssl(String line, String name) throws IOException {
    Objects.requireNonNull(made).openssl(line, name, "");
  }

  private static Path file(String name) {
    return Objects.requireNonNull(made).file(name);
  }
}
