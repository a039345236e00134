package dev.echo7.server.echo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.echo7.server.ServerVariant;
import dev.echo7.server.TestClient;
import java.io.InputStream;
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
import org.junit.jupiter.params.provider.MethodSource;

/** Every byte comes back, in order, whatever the client's manners. */
@Timeout(60)
@ParameterizedClass
@MethodSource("dev.echo7.server.ServerVariant#all")
record EchoTest(ServerVariant variant) {
  private static final long SEED = 7;

  @Test
  void sendsBackWhatItReceives() throws Exception {
    try (ServerVariant.Host host = variant.start();
        TestClient client = host.connect()) {
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
    try (ServerVariant.Host host = variant.start();
        TestClient client = host.connect()) {
      client.send(all);
      assertArrayEquals(all, client.receive(all.length));
    }
  }

  @Test
  void sendsBackSingleBytesAsTheyDrip() throws Exception {
    try (ServerVariant.Host host = variant.start();
        TestClient client = host.connect()) {
      for (int i = 0; i < 1_000; i++) {
        client.out().write(i);
        assertEquals(i & 0xff, client.in().read());
      }
    }
  }

  @Test
  void returnsBytesSentBeforeHalfCloseThenItsOwnFin() throws Exception {
    int size = 64 << 20;
    try (ServerVariant.Host host = variant.start();
        TestClient client = host.connect()) {
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
    try (ServerVariant.Host host = variant.start();
        TestClient client = host.connect()) {
      client.send(bytes);
      client.halfClose();
      assertArrayEquals(bytes, client.in().readAllBytes());
    }
  }

  @Test
  void closesWhenAClientClosesWithoutAByte() throws Exception {
    try (ServerVariant.Host host = variant.start();
        TestClient client = host.connect()) {
      client.halfClose();
      assertEquals(-1, client.in().read());
    }
  }

  @Test
  void servesManyClientsAtOnce() throws Exception {
    int clients = 100;
    try (ServerVariant.Host host = variant.start();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        String message = "client " + i + "\n";
        all.add(
            threads.submit(
                () -> {
                  try (TestClient client = host.connect()) {
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
