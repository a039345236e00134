package dev.echo7.interop.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.Program;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A server with little memory and three thousand peers that never read: honest clients are served
 * as if they were alone.
 */
@Isolated("measures time")
@SuppressWarnings("NullAway.Init") // each test starts its server first
final class SilentCrowdIT {
  private static final int PEERS = 3_000;
  private static final int ROUNDS = 3;
  private static final int STAYING = 300;
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration DRAIN = Duration.ofSeconds(1);

  /** Warms the server up before the crowd connects. */
  private static final int FIRST_ECHOES = 20;

  /** What the JVM chooses in a container of 256 MiB. */
  private static final String SMALL_HEAP = "-Xmx64m";

  private static final String SMALL_DIRECT = "-Xmx128m -XX:MaxDirectMemorySize=64m";
  private static final Pattern PORT =
      Pattern.compile("listening on (?:tcp|tls) 127\\.0\\.0\\.1:(\\d+)");
  private static final Pattern UDP = Pattern.compile("listening on udp 127\\.0\\.0\\.1:(\\d+)");
  private static final Pattern ADMIN = Pattern.compile("admin endpoint on (http://[^/\\s]+)");

  @TempDir private Path folder;
  private Program server;
  private SocketAddress address;
  private @Nullable SSLContext tls;

  @AfterEach
  void end() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    SMALL_HEAP + ", epoll, tcp",
    SMALL_HEAP + ", epoll, tls",
    SMALL_HEAP + ", epoll, unix",
    SMALL_HEAP + ", nio, tcp",
    SMALL_DIRECT + ", epoll, tcp",
    SMALL_DIRECT + ", epoll, tls",
    SMALL_DIRECT + ", epoll, unix",
    SMALL_DIRECT + ", nio, tcp"
  })
  void honestClientsAreServedWhileThousandsNeverRead(String memory, String transport, String kind)
      throws Exception {
    start(memory, transport, kind);
    try (SilentCrowd crowd = SilentCrowd.connect(address, PEERS, tls)) {
      for (int i = 0; i < ROUNDS; i++) {
        crowd.flood();
        assertServes("in round " + i);
      }
      crowd.leave(PEERS - STAYING);
      assertServes("after most have left");
      assertEndsInTime();
    }
  }

  @Test
  void honestClientsAreServedWhileThousandsOfRecordsLackTheirEnd() throws Exception {
    start(SMALL_HEAP, "epoll", "tls");
    try (SilentCrowd crowd = SilentCrowd.connect(address, PEERS, tls)) {
      for (int i = 0; i < ROUNDS; i++) {
        crowd.sendHalfRecords();
        assertServes("in round " + i);
      }
      assertEndsInTime();
    }
  }

  private void start(String memory, String transport, String kind) throws Exception {
    Path socket = folder.resolve("echo.sock");
    String place =
        switch (kind) {
          case "unix" -> "unix:" + socket;
          case "tls" -> "tls://127.0.0.1:0";
          default -> "127.0.0.1:0";
        };
    List<String> command =
        new ArrayList<>(List.of("env", "JDK_JAVA_OPTIONS=" + memory, "bin/echoserver", "-nq"));
    command.addAll(List.of("--drain-timeout", DRAIN.toSeconds() + "s", "--transport", transport));
    command.addAll(List.of("--admin", "127.0.0.1:0", "udp://127.0.0.1:0", place));
    server = Program.start(command);
    server.awaitStderr("admin endpoint on");
    tls = kind.equals("tls") ? SilentCrowd.anybody() : null;
    address =
        kind.equals("unix")
            ? UnixDomainSocketAddress.of(socket)
            : new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(said(PORT)));
    for (int i = 0; i < FIRST_ECHOES; i++) {
      echo();
    }
  }

  private String said(Pattern pattern) {
    Matcher found = pattern.matcher(server.stderr());
    assertTrue(found.find(), server::toString);
    return found.group(1);
  }

  private void assertServes(String when) throws Exception {
    assertInTime("an echo " + when, this::echo);
    assertInTime("a datagram " + when, this::echoDatagram);
    assertInTime("/healthz " + when, () -> assertEquals(200, status("/healthz")));
    assertInTime("/status " + when, () -> assertEquals(200, status("/status")));
  }

  private interface Step {
    void run() throws Exception;
  }

  private void assertInTime(String what, Step step) throws Exception {
    long startNs = System.nanoTime();
    FutureTask<Void> done =
        new FutureTask<>(
            () -> {
              step.run();
              return null;
            });
    Thread.ofPlatform().daemon().start(done);
    done.get(Program.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs);
    assertTrue(tookMs < PATIENCE.toMillis(), () -> what + " took " + tookMs + " ms: " + server);
  }

  private void echo() throws IOException {
    if (address instanceof UnixDomainSocketAddress) {
      try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        client.connect(address);
        exchange(Channels.newInputStream(client), Channels.newOutputStream(client));
      }
    } else {
      try (Socket client = tls == null ? new Socket() : tls.getSocketFactory().createSocket()) {
        client.connect(address);
        exchange(client.getInputStream(), client.getOutputStream());
      }
    }
  }

  private static void exchange(InputStream in, OutputStream out) throws IOException {
    byte[] sent = InteropIT.randomBytes(4 * 1024);
    out.write(sent);
    out.flush();
    assertArrayEquals(sent, in.readNBytes(sent.length));
  }

  private void echoDatagram() throws IOException {
    try (DatagramSocket client = new DatagramSocket()) {
      client.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(said(UDP))));
      byte[] sent = InteropIT.randomBytes(1_000);
      client.send(new DatagramPacket(sent, sent.length));
      DatagramPacket received = new DatagramPacket(new byte[sent.length], sent.length);
      client.receive(received);
      assertArrayEquals(sent, received.getData());
    }
  }

  private int status(String path) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(URI.create(said(ADMIN) + path)).build();
      return client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    }
  }

  private void assertEndsInTime() {
    long startNs = System.nanoTime();
    server.signal("TERM");
    assertEquals(0, server.exitCode(), server::toString);
    long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs);
    long mostMs = DRAIN.plus(PATIENCE).toMillis();
    assertTrue(tookMs < mostMs, () -> "it ended after " + tookMs + " ms: " + server);
    String said = server.stderr();
    assertFalse(said.contains("OutOfMemory") || said.contains("Exception"), said);
  }
}
