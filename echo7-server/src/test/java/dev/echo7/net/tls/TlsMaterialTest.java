package dev.echo7.net.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsMaterialTest {
  @TempDir private static Path folder = Path.of("");
  private static @Nullable TestCertificates made;

  @BeforeAll
  static void makeAuthority() throws IOException {
    made = TestCertificates.in(folder);
    made.issue("leaf");
    made.write("secret", "echo me\nnot me\n");
  }

  @ParameterizedTest
  @CsvSource({
    "RSA, genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out NAME.key",
    "RSASSA-PSS, genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -out NAME.key",
    "EC, genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out NAME.key",
    "EdDSA, genpkey -algorithm ED25519 -out NAME.key",
  })
  void readsKeysOfEachKindThatBelongToTheirCertificate(String algorithm, String command)
      throws IOException {
    certificates().openssl(command, algorithm, "");
    certificates().sign(algorithm, "DNS:localhost", -1, 30);
    TlsMaterial material = TlsMaterial.read(file(algorithm + ".pem"), file(algorithm + ".key"));
    assertEquals(algorithm, material.key().getAlgorithm());
    assertEquals("CN=" + algorithm, CertificateText.subject(material.leaf()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-v2 aes-256-cbc",
        "-v2 aes-128-cbc -v2prf hmacWithSHA512",
        "-v2 aes-256-cbc -v2prf hmacWithSHA1",
        "-v1 PBE-SHA1-3DES",
      })
  void opensEncryptedKeys(String encryption) throws IOException {
    encrypt(encryption);
    TlsMaterial opened = TlsMaterial.read(file("leaf.pem"), file("encrypted.key"), file("secret"));
    assertEquals("EC", opened.key().getAlgorithm());
  }

  @Test
  void tellsThatAKeyNeedsAPassphraseOrAnotherOne() throws IOException {
    encrypt("-v2 aes-256-cbc");
    certificates().write("wrong", "wrong\n");
    Path key = file("encrypted.key");
    assertRefused(() -> TlsMaterial.read(file("leaf.pem"), key), key, "--tls-key-password-file");
    assertRefused(() -> TlsMaterial.read(file("leaf.pem"), key, file("wrong")), key, "passphrase");
    assertRefused(
        () -> TlsMaterial.read(file("leaf.pem"), key, file("none")), file("none"), "no such file");
  }

  @Test
  void namesTheCommandThatConvertsAKeyEncryptedInAnUnknownWay() throws IOException {
    encrypt("-scrypt");
    Path key = file("encrypted.key");
    assertRefused(
        () -> TlsMaterial.read(file("leaf.pem"), key, file("secret")), key, "openssl pkcs8");
  }

  @ParameterizedTest
  @CsvSource({
    "EC PRIVATE KEY, ecparam -name prime256v1 -genkey -noout -out NAME.key",
    "RSA PRIVATE KEY, genrsa -traditional -out NAME.key 2048",
    "RSA PRIVATE KEY, genrsa -traditional -aes128 -passout pass:echo -out NAME.key 2048",
  })
  void namesTheCommandThatConvertsAnOlderKey(String label, String command) throws IOException {
    certificates().openssl(command, "older", "");
    Path key = file("older.key");
    assertTrue(Files.readString(key).contains(label));
    assertRefused(
        () -> TlsMaterial.read(file("leaf.pem"), key),
        key,
        label,
        "openssl pkcs8 -topk8",
        "-nodes");
  }

  @Test
  void tellsThatKeyAndCertificateAreNoPair() throws IOException {
    assertRefused(
        () -> TlsMaterial.read(file("leaf.pem"), file("ca.key")),
        file("ca.key"),
        file("leaf.pem").toString(),
        "CN=leaf");
  }

  @Test
  void readsAChainAndABundleInTheFilesOrderWithTextAround() throws IOException {
    String chain =
        "a comment\n" + text("leaf.pem") + "subject=CN = CA\n" + text("ca.pem") + text("leaf.key");
    Path file = certificates().write("chain.pem", chain.replace("\n", "\r\n"));
    List<X509Certificate> certificates = TlsMaterial.certificates(file);
    assertEquals(
        List.of("CN=leaf", "CN=Test Authority"),
        certificates.stream().map(CertificateText::subject).toList());
    assertEquals(certificates, TlsMaterial.read(file, file).chain());
  }

  @Test
  void tellsWhatIsWrongWithAFileInOneLine() throws IOException {
    TestCertificates made = certificates();
    made.openssl("x509 -in NAME.pem -outform DER -out NAME.der", "leaf", "");
    String leaf = text("leaf.pem");
    assertRefusedAsBundle(file("none.pem"), "no such file");
    assertRefusedAsBundle(folder, "is a directory");
    assertRefusedAsBundle(made.write("empty.pem", ""), "not PEM");
    assertRefusedAsBundle(made.write("garbage.pem", "\0\1\2garbage"), "not PEM");
    assertRefusedAsBundle(file("leaf.der"), "openssl x509 -inform DER");
    assertRefusedAsBundle(made.write("cut.pem", leaf.substring(0, 200)), "cut off");
    assertRefusedAsBundle(made.write("base64.pem", leaf.replaceFirst("(?m)^MII", "M!I")), "Base64");
    assertRefusedAsBundle(
        made.write("flipped.pem", leaf.replaceFirst("(?m)^MII.", "AAAA")), "damaged");
    assertRefusedAsBundle(file("leaf.key"), "no certificate, only PRIVATE KEY");
    Path pem = file("leaf.pem");
    assertRefused(() -> TlsMaterial.read(pem, pem), pem, "no private key, only CERTIFICATE");
  }

  @Test
  void namesWhatACertificateIsFor() throws IOException {
    X509Certificate leaf = TlsMaterial.certificates(file("leaf.pem")).getFirst();
    assertEquals("localhost, 127.0.0.1, ::1", CertificateText.names(leaf));
    X509Certificate ca = TlsMaterial.certificates(file("ca.pem")).getFirst();
    assertEquals("CN=Test Authority", CertificateText.names(ca));
    assertTrue(CertificateText.isSelfIssued(ca));
    assertFalse(CertificateText.isSelfIssued(leaf));
  }

  @Test
  void makesNamesOfPeersSafeToPrint() throws IOException {
    certificates().selfSigned("evil", "/CN=a\033[31m\u202eb\u009bc\u00e9", "subjectAltName=DNS:x");
    X509Certificate evil = TlsMaterial.certificates(file("evil.pem")).getFirst();
    String shown = CertificateText.subject(evil);
    assertEquals("CN=a?[31m?b?c\u00e9", shown);
  }

  @Test
  void fingerprintIsWhatOpensslPrints() throws IOException {
    TestCertificates made = certificates();
    made.openssl("x509 -in NAME.pem -noout -fingerprint -sha256 -out NAME.sha256", "leaf", "");
    String printed = text("leaf.sha256").strip().replaceFirst(".*=", "");
    Fingerprint own = Fingerprint.of(TlsMaterial.certificates(file("leaf.pem")).getFirst());
    assertEquals(printed, own.toString());
    assertEquals(own, Fingerprint.parse(printed));
    assertEquals(own, Fingerprint.parse(own.hex()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ab", "not hex"})
  void saysWhatAFingerprintLooksLike(String text) {
    Exception refused = assertThrows(IllegalArgumentException.class, () -> Fingerprint.parse(text));
    assertTrue(String.valueOf(refused.getMessage()).contains("64 hex digits"));
  }

  private static void encrypt(String how) throws IOException {
    certificates()
        .openssl(
            "pkcs8 -topk8 -in NAME.key -out encrypted.key -passout file:secret " + how, "leaf", "");
  }

  private static void assertRefusedAsBundle(Path file, String... parts) {
    assertRefused(() -> TlsMaterial.certificates(file), file, parts);
  }

  private static void assertRefused(Executable reading, Path culprit, String... parts) {
    String message = "" + assertThrows(TlsMaterialException.class, reading).getMessage();
    assertEquals(1, message.lines().count(), message);
    assertTrue(message.contains(culprit.toString()), message);
    for (String part : parts) {
      assertTrue(message.contains(part), () -> message + " does not say " + part);
    }
  }

  private static TestCertificates certificates() {
    return Objects.requireNonNull(made);
  }

  private static Path file(String name) {
    return certificates().file(name);
  }

  private static String text(String name) throws IOException {
    return Files.readString(file(name));
  }
}
