package dev.echo7.client.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.client.ScriptedPeer;
import dev.echo7.client.connect.EchoSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class TlsSessionTest {
  @TempDir private static Path folder = Path.of("");
  private static @Nullable TlsFixture made;

  @BeforeAll
  static void issueCertificates() throws IOException {
    made = TlsFixture.in(folder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void returnsEveryByteWhileItSends(String protocol) throws Exception {
    byte[] bytes = new byte[16 << 20];
    new Random(7).nextBytes(bytes);
    try (ScriptedPeer peer = tls().peer("server", List.of(protocol)).playing(TlsPeer::echo);
        EchoSession session = TlsFixture.open(peer, tls().trusting("ca"))) {
      CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> write(session, bytes));
      ByteBuffer back = ByteBuffer.allocate(bytes.length);
      while (back.hasRemaining()) {
        assertTrue(session.read(back) > 0);
      }
      sent.get();
      assertEquals(crc(bytes), crc(back.array()));
      assertTrue(session.facts().toString().contains(protocol.replace("TLSv", "TLS ")));
    }
  }

  @Test
  void fillsBuffersSmallerThanARecord() throws Exception {
    byte[] bytes = "more than three bytes".getBytes(US_ASCII);
    try (ScriptedPeer peer = tls().peer("server", TlsFixture.BOTH).playing(TlsPeer::echo);
        EchoSession session = TlsFixture.open(peer, tls().trusting("ca"))) {
      write(session, bytes);
      ByteBuffer all = ByteBuffer.allocate(bytes.length);
      ByteBuffer three = ByteBuffer.allocate(3);
      while (all.hasRemaining()) {
        assertTrue(session.read(three.clear()) > 0);
        all.put(three.flip());
      }
      assertEquals(ByteBuffer.wrap(bytes), all.flip());
    }
  }

  @Test
  void readsOnAfterItsHalfCloseUntilTheServersCloseNotify() throws Exception {
    try (ScriptedPeer peer =
            tls()
                .peer("server", List.of("TLSv1.3"))
                .playing(
                    (tls, tcp) -> {
                      byte[] all = tls.getInputStream().readAllBytes();
                      tls.getOutputStream().write(all);
                    });
        EchoSession session = TlsFixture.open(peer, tls().trusting("ca"))) {
      write(session, "123\n".getBytes(US_ASCII));
      session.shutdownOutput();
      assertEquals("123\n", readToEnd(session));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void tellsATruncationFromAnEnd(String protocol) throws Exception {
    try (ScriptedPeer peer =
            tls()
                .peer("server", List.of(protocol))
                .playing(
                    (tls, tcp) -> {
                      tls.getOutputStream().write("12".getBytes(US_ASCII));
                      tcp.shutdownOutput();
                      tcp.getInputStream().readAllBytes();
                    });
        EchoSession session = TlsFixture.open(peer, tls().trusting("ca"))) {
      ByteBuffer two = ByteBuffer.allocate(2);
      assertEquals(2, session.read(two));
      IOException cut = assertThrows(IOException.class, () -> session.read(two.clear()));
      assertEquals("truncated: the connection ended without TLS close_notify", cut.getMessage());
    }
  }

  @Test
  void endsWithCloseNotifySoThatTheServerSeesNoTruncation() throws Exception {
    CompletableFuture<Integer> end = new CompletableFuture<>();
    try (ScriptedPeer peer =
        tls()
            .peer("server", TlsFixture.BOTH)
            .playing(
                (tls, tcp) -> {
                  tls.startHandshake();
                  end.complete(tls.getInputStream().read());
                })) {
      TlsFixture.open(peer, tls().trusting("ca")).close();
      assertEquals(-1, end.get());
    }
  }

  @Test
  void closeWakesAThreadThatReads() throws Exception {
    try (ScriptedPeer peer = tls().peer("server", TlsFixture.BOTH).playing(TlsPeer::echo)) {
      EchoSession session = TlsFixture.open(peer, tls().trusting("ca"));
      CompletableFuture<Integer> reader =
          CompletableFuture.supplyAsync(() -> readUnchecked(session));
      write(session, "1".getBytes(US_ASCII));
      assertEquals(1, reader.get());
      CompletableFuture<Integer> waiting =
          CompletableFuture.supplyAsync(() -> readUnchecked(session));
      session.close();
      // The end, where the peer's close_notify was quicker than our own close; else an error.
      assertTrue(waiting.get() < 0);
    }
  }

  private static void write(EchoSession session, byte[] bytes) {
    try {
      session.write(ByteBuffer.wrap(bytes));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns -2 if the read fails. */
  private static int readUnchecked(EchoSession session) {
    try {
      return session.read(ByteBuffer.allocate(1));
    } catch (IOException e) {
      return -2;
    }
  }

  private static String readToEnd(EchoSession session) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(1_000);
    while (session.read(buffer) >= 0) {
      // Until close_notify.
    }
    return US_ASCII.decode(buffer.flip()).toString();
  }

  private static long crc(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return crc.getValue();
  }

  private static TlsFixture tls() {
    return Objects.requireNonNull(made);
  }
}
