package dev.echo7.client.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.Pause;
import dev.echo7.client.ScriptedPeer;
import dev.echo7.client.connect.EchoSession;
import dev.echo7.client.line.LineMode;
import dev.echo7.client.line.LineReport;
import dev.echo7.client.wire.LoadBuffers;
import dev.echo7.client.wire.LoadWire;
import dev.echo7.net.HostPort;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a TLS stream ends, on either side and in both versions. */
@Timeout(30)
class TlsEndTest {
  @TempDir private static Path folder = Path.of("");
  private static @Nullable TlsFixture made;

  @BeforeAll
  static void issueCertificates() throws IOException {
    made = TlsFixture.in(folder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aWholeEchoAndCloseNotifyIsWell(String protocol) throws Exception {
    assertNull(endOf(protocol, (tls, tcp) -> tls.close()).problem());
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aFinIsATruncationEvenIfAllCameBackAndTheInputHadEnded(String protocol) throws Exception {
    assertSays(endOf(protocol, (tls, tcp) -> tcp.shutdownOutput()), "truncated: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aResetIsNoEndEither(String protocol) throws Exception {
    assertSays(
        endOf(
            protocol,
            (tls, tcp) -> {
              ScriptedPeer.reset(tcp);
              tcp.close();
            }),
        "reset");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void bytesThatAreNoTlsAreNoEndEither(String protocol) throws Exception {
    assertSays(
        endOf(
            protocol, (tls, tcp) -> tcp.getOutputStream().write("bye now\r\n".getBytes(US_ASCII))),
        // Read as the header of a long record whose rest never comes.
        "truncated: ");
    byte[] garbage = new byte[5 + 40];
    ByteBuffer.wrap(garbage).put((byte) 23).put((byte) 3).put((byte) 3).putShort((short) 40);
    assertSays(endOf(protocol, (tls, tcp) -> tcp.getOutputStream().write(garbage)), "TLS failed: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void closeSaysCloseNotifyWhileAnotherThreadWaitsForBytes(String protocol) throws Exception {
    CompletableFuture<Integer> end = new CompletableFuture<>();
    try (ScriptedPeer peer =
        tls()
            .peer("server", List.of(protocol))
            .playing(
                (tls, tcp) -> {
                  tls.getOutputStream().write(tls.getInputStream().read());
                  try {
                    end.complete(tls.getInputStream().read());
                  } catch (IOException e) {
                    end.completeExceptionally(e);
                  }
                })) {
      EchoSession session = TlsFixture.open(peer, tls().trusting("ca"));
      session.write(ByteBuffer.wrap(new byte[1]));
      assertEquals(1, session.read(ByteBuffer.allocate(1)));
      Thread reader =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      session.read(ByteBuffer.allocate(1));
                    } catch (IOException e) {
                      // Another thread closes it.
                    }
                  });
      while (!isInSystemCall(reader)) {
        Pause.briefly();
      }
      session.close();
      reader.join();
      assertEquals(-1, end.get());
    }
  }

  /** SSLSocket requests it by a HelloRequest, which only TLS 1.2 has. */
  @Test
  void aServerThatWantsToRenegotiateIsLeft() throws Exception {
    try (ScriptedPeer peer = renegotiating();
        EchoSession session = TlsFixture.open(peer, tls().trusting("ca"))) {
      IOException refused =
          assertThrows(IOException.class, () -> session.read(ByteBuffer.allocate(1)));
      assertTrue(String.valueOf(refused.getMessage()).contains("renegotiation"), refused::toString);
    }
    try (ScriptedPeer peer = renegotiating();
        SocketChannel channel =
            SocketChannel.open(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), peer.port()));
        LoadWire wire = loadWire(channel, peer.port())) {
      ByteBuffer into = ByteBuffer.allocate(100);
      IOException refused =
          assertThrows(
              IOException.class,
              () -> {
                while (wire.read(into) == 0) {
                  Pause.briefly();
                }
              });
      assertTrue(String.valueOf(refused.getMessage()).contains("renegotiation"), refused::toString);
    }
  }

  private static ScriptedPeer renegotiating() throws Exception {
    return tls()
        .peer("server", List.of("TLSv1.2"))
        .playing(
            (tls, tcp) -> {
              tls.startHandshake();
              tls.startHandshake();
              tls.getInputStream().read();
            });
  }

  private static LoadWire loadWire(SocketChannel channel, int port) throws Exception {
    ByteBuffer none = ByteBuffer.allocate(0);
    return TlsLoadWire.over(
        channel,
        TlsEngine.of(tls().trusting("ca"), new HostPort("127.0.0.1", port)),
        new LoadBuffers(none, none, ByteBuffer.allocate(1 << 16), ByteBuffer.allocate(1 << 16)),
        Duration.ofSeconds(10));
  }

  private static boolean isInSystemCall(Thread reader) {
    StackTraceElement[] stack = reader.getStackTrace();
    return stack.length > 0 && stack[0].isNativeMethod();
  }

  /**
   * What line mode reports if a server echoes a line and then does this instead of close_notify.
   */
  private static LineReport endOf(String protocol, TlsPeer.Script end) throws Exception {
    try (ScriptedPeer peer =
            tls()
                .peer("server", List.of(protocol))
                .playing((tls, tcp) -> echoUntilTheEnd(tls, tcp, end));
        EchoSession session = TlsFixture.open(peer, tls().trusting("ca"))) {
      return new LineMode(
              session,
              new LineMode.Options(false, false, null),
              Channels.newChannel(new ByteArrayInputStream("123\n".getBytes(US_ASCII))),
              Channels.newChannel(new ByteArrayOutputStream()))
          .run();
    }
  }

  private static void echoUntilTheEnd(SSLSocket tls, Socket tcp, TlsPeer.Script end)
      throws Exception {
    tls.getOutputStream().write(tls.getInputStream().readNBytes(4));
    // Not through TLS, which would answer the client's close_notify: the client waits for ours.
    tcp.getInputStream().readNBytes(5);
    end.play(tls, tcp);
    tcp.getInputStream().transferTo(OutputStream.nullOutputStream());
  }

  private static void assertSays(LineReport report, String words) {
    LineReport.Problem.Connection broken =
        assertInstanceOf(LineReport.Problem.Connection.class, report.problem());
    String message = String.valueOf(broken.failure().getMessage());
    assertTrue(message.toLowerCase(Locale.ROOT).contains(words.toLowerCase(Locale.ROOT)), message);
    assertTrue(report.identical());
  }

  private static TlsFixture tls() {
    return Objects.requireNonNull(made);
  }
}
