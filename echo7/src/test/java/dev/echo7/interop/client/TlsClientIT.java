package dev.echo7.interop.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.Machine;
import dev.echo7.TestCertificates;
import dev.echo7.interop.Ports;
import dev.echo7.interop.Program;
import dev.echo7.interop.packaging.Installed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code bin/echoclient} on TLS, served by programs that people already have. */
final class TlsClientIT {
  private static final String SOCAT =
      "socat OPENSSL-LISTEN:PORT,bind=127.0.0.1,fork,reuseaddr,cert=NAME.pem,key=NAME.key,OPTIONS"
          + " EXEC:cat";

  private static final String NO_CLIENT_CERTIFICATE = "verify=0";

  @TempDir private static Path folder = Path.of("");
  private static @Nullable TestCertificates made;

  @BeforeAll
  static void issueCertificates() throws IOException {
    made = TestCertificates.in(folder);
    made.issue("server");
    made.issue("other", "DNS:other.example", -1, 30);
    made.issue("expired", "DNS:localhost,IP:127.0.0.1", -30, -2);
    made.write("secret", "echo\n");
    made.openssl("pkcs8 -topk8 -in NAME.key -out encrypted.key -passout file:secret", "other", "");
  }

  /** Echo servers that are a command. */
  enum Answerer {
    SOCAT(TlsClientIT.SOCAT.replace("OPTIONS", NO_CLIENT_CERTIFICATE)),
    NCAT("ncat --ssl --ssl-cert NAME.pem --ssl-key NAME.key -l -k -e /bin/cat 127.0.0.1 PORT"),
    GNUTLS("gnutls-serv --echo -q -p PORT --x509certfile NAME.pem --x509keyfile NAME.key");

    private final String command;

    Answerer(String command) {
      this.command = command;
    }
  }

  @ParameterizedTest
  @EnumSource
  void getsItsLinesBackFrom(Answerer answerer) {
    int port = Machine.freePort();
    try (Program server = serve(answerer.command, "server", port);
        Program client = client(port, "-v", "--tls-ca", "ca.pem").feed("123\n").endInput()) {
      assertEchoed(client, "123\n");
      assertTrue(client.stderr().contains("certificate CN=server, expires 20"), client::toString);
      assertTrue(server.isAlive());
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"openssl-min-proto-version=TLS1.3", "openssl-max-proto-version=TLS1.2"})
  void getsSixtyFourMebibytesBackWhileItSends(String version) throws Exception {
    byte[] bytes = new byte[64 << 20];
    new Random(7).nextBytes(bytes);
    int port = Machine.freePort();
    try (Program server = socat("server", port, NO_CLIENT_CERTIFICATE + "," + version);
        Program client = client(port, "--tls-ca", "ca.pem").feed(bytes).endInput()) {
      // More than the usual patience: a busy machine moves these bytes through four programs.
      ProcessHandle.of(client.pid()).orElseThrow().onExit().get(90, TimeUnit.SECONDS);
      assertEquals(0, client.exitCode(), client::toString);
      assertArrayEquals(sha256(bytes), sha256(client.stdoutBytes()));
      assertTrue(server.isAlive());
    }
  }

  /** The bundle of this system, which is another one in the client's own view of the files. */
  @Test
  void trustsTheAuthoritiesOfTheSystem() {
    Installed.require("unshare");
    Path bundle = Path.of("/etc/ssl/certs/ca-certificates.crt");
    Assumptions.assumeTrue(Files.exists(bundle), "there is no " + bundle);
    Assumptions.assumeTrue(System.getProperty("user.name").equals("root"), "needs root");
    String command =
        "mount --bind ca.pem " + bundle + " && exec bin/echoclient tls://localhost:PORT";
    int port = Machine.freePort();
    try (Program server = serve(Answerer.SOCAT.command, "server", port);
        Program client =
            Program.start(
                    "unshare",
                    "-m",
                    "sh",
                    "-c",
                    command
                        .replace("ca.pem", folder.resolve("ca.pem").toString())
                        .replace("PORT", "" + port))
                .feed("123\n")
                .endInput()) {
      assertEchoed(client, "123\n");
      assertTrue(server.isAlive());
    }
  }

  @ParameterizedTest
  @CsvSource({"ca.pem, 0", "other.pem, 1"})
  void trustsTheAuthoritiesOfTheEnvironment(String file, int code) {
    int port = Machine.freePort();
    ProcessBuilder builder = Program.builder("bin/echoclient", "tls://localhost:" + port);
    builder.environment().put("SSL_CERT_FILE", folder.resolve(file).toString());
    try (Program server = serve(Answerer.SOCAT.command, "server", port);
        Program client = Program.start(builder).feed("123\n").endInput()) {
      assertEquals(code, client.exitCode(), client::toString);
      assertTrue(server.isAlive());
    }
  }

  private static byte[] sha256(byte[] bytes) throws GeneralSecurityException {
    return MessageDigest.getInstance("SHA-256").digest(bytes);
  }

  @ParameterizedTest
  @CsvSource({"1.2, openssl-max-proto-version=TLS1.2", "1.3, openssl-min-proto-version=TLS1.3"})
  void saysWhichVersionAServerWasContentWith(String version, String option) {
    int port = Machine.freePort();
    try (Program server = socat("server", port, NO_CLIENT_CERTIFICATE + "," + option);
        Program client = client(port, "-v", "--tls-ca", "ca.pem").feed("123\n").endInput()) {
      assertEchoed(client, "123\n");
      assertTrue(client.stderr().contains("\nTLS " + version + ", TLS_"), client::toString);
      assertTrue(server.isAlive());
    }
  }

  @Test
  void believesAPin() throws IOException {
    file("x509 -in NAME.pem -noout -fingerprint -sha256 -out NAME.sha256", "other");
    String pin = Files.readString(folder.resolve("other.sha256")).strip().replaceFirst(".*=", "");
    int port = Machine.freePort();
    try (Program server = socat("other", port, NO_CLIENT_CERTIFICATE);
        Program client = client(port, "--tls-pin", pin).feed("123\n").endInput()) {
      assertEchoed(client, "123\n");
      assertEquals("", client.stderr());
      assertTrue(server.isAlive());
    }
  }

  @Test
  void warnsWhenItBelievesAnybody() {
    int port = Machine.freePort();
    try (Program server = socat("expired", port, NO_CLIENT_CERTIFICATE);
        Program client = client(port, "--tls-insecure").feed("123\n").endInput()) {
      assertEchoed(client, "123\n");
      assertTrue(client.stderr().contains("not authenticated"), client::toString);
      assertTrue(server.isAlive());
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          server  |                                      | CN=Test Authority       | --tls-ca FILE
          other   | --tls-ca ca.pem                      | not for 127.0.0.1       | other.example
          server  | --tls-ca ca.pem --tls-name a.example | not for a.example       | localhost
          expired | --tls-ca ca.pem                      | CN=expired expired on 20 | needs a new one
          server  | --tls-pin PIN                        | the pin is 00:00        | pin the new one
          """)
  void saysInOneLineWhyItDoesNotBelieve(
      String server, @Nullable String options, String culprit, String cure) {
    int port = Machine.freePort();
    String given = options == null ? "" : options.replace("PIN", "0".repeat(64));
    try (Program listening = socat(server, port, NO_CLIENT_CERTIFICATE);
        Program client = client(port, words(given)).feed("123\n").endInput()) {
      assertFails(client, 1, culprit, cure);
      assertTrue(listening.isAlive());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"openssl-min-proto-version=TLS1.3", "openssl-max-proto-version=TLS1.2"})
  void showsItsCertificateOrSaysThatItIsWanted(String version) {
    int port = Machine.freePort();
    String withKey =
        "--tls-ca ca.pem --tls-cert other.pem --tls-key encrypted.key"
            + " --tls-key-password-file secret";
    try (Program server = socat("server", port, "verify=1,cafile=ca.pem," + version);
        Program without = client(port, "--tls-ca", "ca.pem").feed("123\n").endInput();
        Program with = client(port, words(withKey)).feed("123\n").endInput()) {
      assertFails(without, 1, "requires a client certificate", "--tls-cert and --tls-key");
      assertEchoed(with, "123\n");
      assertTrue(server.isAlive());
    }
  }

  @Test
  void saysThatAServerSpeaksNoTls() {
    int port = Machine.freePort();
    String plain = "socat TCP-LISTEN:PORT,bind=127.0.0.1,fork,reuseaddr EXEC:cat";
    try (Program server = serve(plain, "server", port);
        Program client = client(port, "--tls-ca", "ca.pem").feed("123\n").endInput()) {
      assertFails(client, 1, "does not speak TLS", "try without TLS");
      assertTrue(server.isAlive());
    }
  }

  @Test
  void saysThatAServerNeverAnswers() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
        Program client = client(silent.getLocalPort(), "-w", "500ms")) {
      assertFails(client, 1, "timed out after 0.5 s", "does the server speak TLS there?");
    }
  }

  /**
   * socat's shut-none leaves out the close_notify, and the kernel sends a FIN when it is killed.
   */
  @Test
  void saysThatAStreamWasTruncated() {
    int port = Machine.freePort();
    String once = SOCAT.replace("fork,", "").replace("OPTIONS", NO_CLIENT_CERTIFICATE);
    try (Program server = serve(once, "server", port);
        Program client = client(port, "--tls-ca", "ca.pem")) {
      client.feed("123\n").awaitStdout("123\n");
      server.signal("KILL");
      assertFails(client, 1, "truncated: the connection ended without TLS close_notify");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --tls --tls-cert server.pem 127.0.0.1 7      | 2 | --tls-cert  | --tls-key
          --tls --tls-key server.key 127.0.0.1 7       | 2 | --tls-cert  | --tls-key
          --tls --tls-pin abc 127.0.0.1 7              | 2 | 'abc'       | 64 hex digits
          --tls --tls-insecure --tls-ca x 127.0.0.1 7  | 2 | --tls-insecure | excludes
          --tls --tls-key-password-file x 127.0.0.1 7  | 2 | --tls-key-password-file | --tls-key
          --tls-ca ca.pem 127.0.0.1 7                  | 2 | need TLS      | give --tls
          --tls udp://127.0.0.1:7                      | 2 | udp://127.0.0.1:7 | --tls
          --tls --tls-ca none.pem 127.0.0.1 7          | 1 | none.pem    | check the path
          --tls --tls-ca secret 127.0.0.1 7            | 1 | secret      | BEGIN CERTIFICATE
          --tls --tls-cert server.pem --tls-key other.key localhost 7     | 1 | other.key | CN=server
          --tls --tls-cert other.pem --tls-key encrypted.key localhost 7  | 1 | encrypted.key | --tls-key-password-file
          """)
  void saysInOneLineWhatIsWrongWithAnOptionOrAFile(
      String options, int code, String culprit, String cure) {
    try (Program client = start(words(options)).endInput()) {
      assertFails(client, code, culprit, cure);
    }
  }

  private static void assertEchoed(Program client, String text) {
    assertEquals(0, client.exitCode(), client::toString);
    assertEquals(text, client.stdout());
  }

  private static void assertFails(Program client, int code, String... parts) {
    assertEquals(code, client.exitCode(), client::toString);
    String complaint = client.stderr();
    assertEquals(1, complaint.lines().count(), client::toString);
    assertTrue(complaint.startsWith("echoclient: "), client::toString);
    for (String part : parts) {
      assertTrue(complaint.contains(part), () -> "does not say " + part + ": " + client);
    }
  }

  private static Program socat(String name, int port, String options) {
    return serve(SOCAT.replace("OPTIONS", options), name, port);
  }

  /** A server in the folder of the certificates, as the one of this name. */
  private static Program serve(String command, String name, int port) {
    List<String> line = Installed.command(command.replace("NAME", name), port);
    Program server = Program.start(Program.builder(line).directory(folder.toFile()));
    Ports.awaitListener(port, server);
    return server;
  }

  private static Program client(int port, String... options) {
    List<String> words = new ArrayList<>(List.of(options));
    words.addAll(List.of("tls://127.0.0.1:" + port));
    return start(words.toArray(String[]::new));
  }

  private static Program start(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of("bin/echoclient").toAbsolutePath().toString());
    command.addAll(List.of(arguments));
    return Program.start(Program.builder(command).directory(folder.toFile()));
  }

  private static String[] words(String line) {
    return line.isEmpty() ? new String[0] : line.split(" ", -1);
  }

  private static void file(String openssl, String name) throws IOException {
    Objects.requireNonNull(made).openssl(openssl, name, "");
  }
}
