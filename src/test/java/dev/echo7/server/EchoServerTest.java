package dev.echo7.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.events.ServerEvents;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import java.io.InputStream;
import java.net.InetAddress;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every byte comes back, in order, whatever the client's manners. */
@Timeout(60)
@ParameterizedClass
@MethodSource("dev.echo7.server.Transports#available")
record EchoServerTest(Transport transport) {
  private static final long SEED = 7;

  @Test
  void sendsBackWhatItReceives() throws Exception {
    try (EchoServer server = start();
        TestClient client = TestClient.connect(server)) {
      client.send("123\r\n");
      assertEquals("123\r\n", client.receiveText(5));
      client.send("456789\r\n");
      assertEquals("456789\r\n", client.receiveText(8));
    }
  }

  @Test
  void sendsBackAll256Values() throws Exception {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    try (EchoServer server = start();
        TestClient client = TestClient.connect(server)) {
      client.send(all);
      assertArrayEquals(all, client.receive(all.length));
    }
  }

  @Test
  void sendsBackSingleBytesAsTheyDrip() throws Exception {
    try (EchoServer server = start();
        TestClient client = TestClient.connect(server)) {
      for (int i = 0; i < 1_000; i++) {
        client.out().write(i);
        assertEquals(i & 0xff, client.in().read());
      }
    }
  }

  @Test
  void returnsBytesSentBeforeHalfCloseThenItsOwnFin() throws Exception {
    int size = 64 << 20;
    try (EchoServer server = start();
        TestClient client = TestClient.connect(server)) {
      CompletableFuture<String> sent =
          CompletableFuture.supplyAsync(() -> sendRandom(client, size));
      MessageDigest received = MessageDigest.getInstance("SHA-256");
      long count = drain(client.in(), received);
      assertEquals(size, count);
      assertEquals(sent.get(), HexFormat.of().formatHex(received.digest()));
    }
  }

  /** The client writes all it has before it reads: what fits into the buffers between must come. */
  @Test
  void servesAClientThatWritesAllThenReads() throws Exception {
    byte[] bytes = new byte[128 * 1024];
    new Random(SEED).nextBytes(bytes);
    try (EchoServer server = start();
        TestClient client = TestClient.connect(server)) {
      client.send(bytes);
      client.halfClose();
      assertArrayEquals(bytes, client.in().readAllBytes());
    }
  }

  @Test
  void closesWhenAClientClosesWithoutAByte() throws Exception {
    try (EchoServer server = start();
        TestClient client = TestClient.connect(server)) {
      client.halfClose();
      assertEquals(-1, client.in().read());
    }
  }

  @Test
  void servesManyClientsAtOnce() throws Exception {
    int clients = 100;
    try (EchoServer server = start();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        String message = "client " + i + "\n";
        all.add(
            threads.submit(
                () -> {
                  try (TestClient client = TestClient.connect(server)) {
                    for (int round = 0; round < 20; round++) {
                      client.send(message);
                      assertEquals(message, client.receiveText(message.length()));
                    }
                  }
                  return null;
                }));
      }
      for (Future<?> one : all) {
        one.get(30, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void servesBothFamiliesOnOnePort() throws Exception {
    try (EchoServer server = start()) {
      for (String host : List.of("127.0.0.1", "::1")) {
        try (TestClient client = TestClient.connect(InetAddress.ofLiteral(host), server.port())) {
          client.send(host);
          assertEquals(host, client.receiveText(host.length()));
        }
      }
      for (InetAddress named : InetAddress.getAllByName("localhost")) {
        try (TestClient client = TestClient.connect(named, server.port())) {
          client.send("localhost");
          assertEquals("localhost", client.receiveText(9));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void listensOnTheOneAddressAskedFor(String host) throws Exception {
    try (EchoServer server = start(new HostPort(host, 0));
        TestClient client = TestClient.connect(InetAddress.ofLiteral(host), server.port())) {
      client.send("x");
      assertEquals("x", client.receiveText(1));
      String shown = host.contains(":") ? "[" + host + "]" : host;
      assertEquals(List.of("tcp " + shown + ":" + server.port()), server.listening());
    }
  }

  @Test
  void listensOnSeveralEndpoints() throws Exception {
    ServerOptions options =
        new ServerOptions(
            List.of(
                new Endpoint.Tcp(new HostPort(null, 0)),
                new Endpoint.Tcp(new HostPort("127.0.0.1", 0))),
            transport,
            2);
    try (EchoServer server = EchoServer.start(options, ServerEvents.NONE)) {
      assertEquals(2, server.listening().size());
      for (String place : server.listening()) {
        int port = Integer.parseInt(place.substring(place.lastIndexOf(':') + 1));
        try (TestClient client = TestClient.connect(InetAddress.ofLiteral("127.0.0.1"), port)) {
          client.send("x");
          assertEquals("x", client.receiveText(1));
        }
      }
    }
  }

  @Test
  void startsAgainOnThePortThatItLeft() throws Exception {
    int port;
    try (EchoServer server = start();
        TestClient client = TestClient.connect(server)) {
      client.send("x");
      assertEquals("x", client.receiveText(1));
      port = server.port();
    }
    try (EchoServer again = start(new HostPort(null, port))) {
      assertEquals(port, again.port());
    }
  }

  @Test
  void refusesAPortThatIsTakenAndLeavesNothingBehind() throws Exception {
    try (EchoServer server = start()) {
      ServerStartException failure =
          assertThrows(ServerStartException.class, () -> start(new HostPort(null, server.port())));
      String message = String.valueOf(failure.getMessage());
      assertTrue(message.contains("[::]:" + server.port()), message);
      assertTrue(message.contains("address already in use"), message);
    }
  }

  private EchoServer start() throws ServerStartException {
    return start(new HostPort(null, 0));
  }

  private EchoServer start(HostPort address) throws ServerStartException {
    return EchoServer.start(
        new ServerOptions(List.of(new Endpoint.Tcp(address)), transport, 2), ServerEvents.NONE);
  }

  private static String sendRandom(TestClient client, int size) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      Random random = new Random(SEED);
      byte[] chunk = new byte[100_000];
      for (int left = size; left > 0; left -= chunk.length) {
        random.nextBytes(chunk);
        int count = Math.min(left, chunk.length);
        digest.update(chunk, 0, count);
        client.out().write(chunk, 0, count);
      }
      client.halfClose();
      return HexFormat.of().formatHex(digest.digest());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static long drain(InputStream in, MessageDigest digest) throws Exception {
    byte[] chunk = new byte[64 * 1024];
    long total = 0;
    for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
      digest.update(chunk, 0, n);
      total += n;
    }
    return total;
  }
}
