package dev.echo7.server.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.echo7.TestCertificates;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import dev.echo7.server.EchoServer;
import dev.echo7.server.RecordedNews;
import dev.echo7.server.config.EventLoopKind;
import dev.echo7.server.config.ServerOptions;
import dev.echo7.server.config.ServerTls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Asks a server for each cipher suite that openssl knows, one by one, as scanners do. */
@Timeout(120)
class TlsSuitesTest {
  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @EnumSource(ServerTls.Engine.class)
  void takesEphemeralKeysAndAuthenticatedEncryptionAndNothingElse(ServerTls.Engine engine)
      throws Exception {
    TestCertificates certificates = TestCertificates.in(folder);
    certificates.openssl(
        "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out NAME.key", "rsa", "");
    certificates.sign("rsa", "DNS:localhost", -1, 30);
    certificates.issue("ec");
    assertEquals(
        Set.of(
            "ECDHE-RSA-AES128-GCM-SHA256",
            "ECDHE-RSA-AES256-GCM-SHA384",
            "ECDHE-RSA-CHACHA20-POLY1305"),
        taken(certificates, "rsa", engine, "-tls1_2"));
    assertEquals(
        Set.of(
            "ECDHE-ECDSA-AES128-GCM-SHA256",
            "ECDHE-ECDSA-AES256-GCM-SHA384",
            "ECDHE-ECDSA-CHACHA20-POLY1305"),
        taken(certificates, "ec", engine, "-tls1_2"));
    assertEquals(
        Set.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"),
        taken(certificates, "ec", engine, "-tls1_3"));
  }

  private static Set<String> taken(
      TestCertificates certificates, String name, ServerTls.Engine engine, String version)
      throws Exception {
    ServerTls tls =
        new ServerTls(
            certificates.file(name + ".pem"), certificates.file(name + ".key"), null, null, engine);
    ServerOptions options =
        new ServerOptions(
                List.of(new Endpoint.Tls(new HostPort("127.0.0.1", 0))), EventLoopKind.best(), 1)
            .withTls(tls);
    Set<String> taken = new TreeSet<>();
    try (EchoServer server = EchoServer.start(options, new RecordedNews())) {
      for (String suite : known(version)) {
        String only = version.equals("-tls1_3") ? " -ciphersuites " : " -cipher ";
        String seen =
            SClient.handshake(
                server, version + only + suite + (only.equals(" -cipher ") ? ":@SECLEVEL=0" : ""));
        if (seen.contains("Cipher is " + suite)) {
          taken.add(suite);
        }
      }
    }
    return taken;
  }

  private static Set<String> known(String version) throws IOException {
    if (version.equals("-tls1_3")) {
      return Set.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_AES_128_CCM_SHA256",
          "TLS_AES_128_CCM_8_SHA256");
    }
    Process openssl =
        new ProcessBuilder("openssl", "ciphers", "-s", "-tls1_2", "ALL:COMPLEMENTOFALL:@SECLEVEL=0")
            .start();
    String line =
        new String(openssl.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
    return Set.of(line.split(":", -1));
  }
}
