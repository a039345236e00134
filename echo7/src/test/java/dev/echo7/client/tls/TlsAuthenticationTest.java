package dev.echo7.client.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.client.ScriptedPeer;
import dev.echo7.client.connect.ConnectFailedException;
import dev.echo7.client.connect.ConnectOptions;
import dev.echo7.client.connect.EchoSession;
import dev.echo7.client.connect.TlsOptions;
import dev.echo7.client.dial.Dialer;
import dev.echo7.net.failure.FailureText;
import dev.echo7.net.tls.TlsMaterial;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom the client believes on TLS, and what it says of those that it does not. */
@Timeout(30)
class TlsAuthenticationTest {
  @TempDir private static Path folder = Path.of("");
  private static @Nullable TlsFixture made;

  @BeforeAll
  static void issueCertificates() throws IOException {
    made = TlsFixture.in(folder);
  }

  @Test
  void believesAPinnedCertificateWhoeverIssuedItAndWhateverItsName() throws Exception {
    TlsOptions pinned = new TlsOptions(List.of(), null, null, tls().fingerprint("self"), false);
    try (ScriptedPeer peer = tls().peer("self", TlsFixture.BOTH).playing(TlsPeer::echo);
        EchoSession session = TlsFixture.open(peer, pinned)) {
      assertTrue(session.facts().toString().contains("CN=self"));
    }
  }

  @Test
  void tellsBothFingerprintsWhenThePinIsAnother() throws Exception {
    TlsOptions pinned = new TlsOptions(List.of(), null, null, tls().fingerprint("other"), false);
    assertRefused(
        "server", pinned, "" + tls().fingerprint("server"), "" + tls().fingerprint("other"), "pin");
  }

  @Test
  void checksTheAuthorityTooWhereAPinAndAnAuthorityAreGiven() throws Exception {
    TlsOptions both =
        new TlsOptions(tls().certificates("ca"), null, null, tls().fingerprint("self"), false);
    assertRefused("self", both, "self-signed");
  }

  @Test
  void tellsWhyItDoesNotBelieveAServer() throws Exception {
    assertRefused("server", TlsOptions.DEFAULT, "CN=Test Authority", "--tls-ca", "--tls-pin");
    assertRefused("server", tls().trusting("self"), "unknown", "" + tls().fingerprint("server"));
    assertRefused(
        "self", tls().trusting("ca"), "self-signed (CN=self)", "" + tls().fingerprint("self"));
    assertRefused(
        "other", tls().trusting("ca"), "not for 127.0.0.1", "other.example, *.other.example");
    assertRefused("expired", tls().trusting("ca"), "CN=expired expired on 20");
    assertRefused("expired", tls().trusting("expired"), "CN=expired expired on 20");
    assertRefused("early", tls().trusting("ca"), "CN=early is not valid before 20", "clock");
  }

  @Test
  void checksTheNameThatWasGivenInThePlaceOfTheHosts() throws Exception {
    TlsOptions named =
        new TlsOptions(tls().certificates("ca"), null, "a.other.example", null, false);
    try (ScriptedPeer peer = tls().peer("other", TlsFixture.BOTH).playing(TlsPeer::echo);
        EchoSession session = TlsFixture.open(peer, named)) {
      assertTrue(session.facts().toString().contains("CN=other"));
    }
    assertRefused("server", named, "not for a.other.example", "localhost, 127.0.0.1");
  }

  @Test
  void believesAnybodyIfToldTo() throws Exception {
    TlsOptions insecure = new TlsOptions(List.of(), null, null, null, true);
    try (ScriptedPeer peer = tls().peer("expired", TlsFixture.BOTH).playing(TlsPeer::echo);
        EchoSession session = TlsFixture.open(peer, insecure)) {
      assertTrue(session.facts().toString().contains("CN=expired"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void showsItsCertificateToAServerThatAsks(String protocol) throws Exception {
    TlsMaterial identity = tls().material("other");
    TlsOptions known = new TlsOptions(tls().certificates("ca"), identity, null, null, false);
    try (ScriptedPeer peer = asking(protocol);
        EchoSession session = TlsFixture.open(peer, known)) {
      session.write(ByteBuffer.wrap("1".getBytes(US_ASCII)));
      assertEquals(1, session.read(ByteBuffer.allocate(1)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void tellsThatTheServerWantsACertificate(String protocol) throws Exception {
    assertWanted(tls().trusting("ca"), protocol, "requires a client certificate; give --tls-cert");
    TlsOptions unknown =
        new TlsOptions(tls().certificates("ca"), tls().material("self"), null, null, false);
    assertWanted(unknown, protocol, "rejected the client certificate CN=self");
  }

  private static void assertWanted(TlsOptions options, String protocol, String words)
      throws Exception {
    try (ScriptedPeer peer = asking(protocol)) {
      IOException refused =
          assertThrows(
              IOException.class,
              () -> {
                // TLS 1.3 lets a client go ahead before the server has seen its certificate.
                try (EchoSession session = TlsFixture.open(peer, options)) {
                  session.read(ByteBuffer.allocate(1));
                }
              });
      assertSays(refused, words);
    }
  }

  @Test
  void tellsWhenTheServerSpeaksSomethingElse() throws Exception {
    assertNotTls((client, in, out) -> out.write("220 mail\r\n".getBytes(US_ASCII)), "'220 mail'");
    assertNotTls((client, in, out) -> out.write(new byte[] {22, 9, 9}), "other bytes");
    assertNotTls(ScriptedPeer::echo, "echoes");
    assertNotTls((client, in, out) -> in.read(), "closed the connection", "handshake");
    assertNotTls(TlsAuthenticationTest::resetAfterTheFirstByte, "handshake", "speak TLS");
    assertNotTls((client, in, out) -> in.readAllBytes(), "timed out after 0.3 s", "speak TLS");
  }

  private static void resetAfterTheFirstByte(Socket client, InputStream in, OutputStream out)
      throws IOException {
    in.read();
    ScriptedPeer.reset(client);
  }

  private static void assertNotTls(ScriptedPeer.Script script, String... parts) throws Exception {
    try (ScriptedPeer peer = ScriptedPeer.playing(script)) {
      ConnectOptions hasty = TlsFixture.options(tls().trusting("ca"), Duration.ofMillis(300));
      assertSays(
          assertThrows(
              ConnectFailedException.class, () -> Dialer.connect(TlsFixture.at(peer), hasty)),
          parts);
    }
  }

  private static void assertRefused(String server, TlsOptions options, String... parts)
      throws Exception {
    try (ScriptedPeer peer = tls().peer(server, TlsFixture.BOTH).playing(TlsPeer::echo)) {
      assertSays(
          assertThrows(ConnectFailedException.class, () -> TlsFixture.open(peer, options).close()),
          parts);
    }
  }

  private static void assertSays(IOException failure, String... parts) {
    String message = String.valueOf(failure.getMessage());
    assertEquals(1, message.lines().count(), message);
    assertFalse(FailureText.of(failure).contains("fatal alert"), () -> FailureText.of(failure));
    for (String part : parts) {
      assertTrue(message.contains(part), () -> "'" + message + "' does not say " + part);
    }
  }

  private static ScriptedPeer asking(String protocol) throws GeneralSecurityException, IOException {
    return new TlsPeer(tls().material("server"), tls().certificates("ca"), List.of(protocol))
        .playing(
            (tls, tcp) -> {
              tls.setNeedClientAuth(true);
              OutputStream out = tls.getOutputStream();
              out.write(1);
              tls.getInputStream().read();
            });
  }

  private static TlsFixture tls() {
    return Objects.requireNonNull(made);
  }
}
