package dev.echo7.server;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.Pause;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A peer that sends a known pattern and does not read until it is told to. */
public final class SilentPeer implements AutoCloseable {
  /** What a peer that never reads may hold of our memory, besides the kernel's buffers. */
  private static final long MOST_HELD = 160 * 1024;

  private static final int CHUNK = 64 * 1024;
  private static final ByteBuffer PATTERN = pattern();

  private final SocketChannel channel;
  private long sent;

  private SilentPeer(SocketChannel channel) {
    this.channel = channel;
  }

  public static SilentPeer connect(EchoServer server) throws IOException {
    SocketChannel channel =
        SocketChannel.open(
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), server.port()));
    channel.configureBlocking(false);
    return new SilentPeer(channel);
  }

  /** Sends until nothing has moved for half a second; returns how much went in all. */
  public long fill() throws IOException {
    for (long idleNs = System.nanoTime(); isWithin(idleNs, 500); Pause.briefly()) {
      if (send(CHUNK) > 0) {
        idleNs = System.nanoTime();
      }
    }
    return sent;
  }

  /** Sends until the server, owing much, has taken nothing for a while. */
  public void pushUntilPaused(EchoServer server) throws IOException {
    for (long pausedNs = System.nanoTime(); isWithin(pausedNs, 200); Pause.briefly()) {
      if (server.pendingBytes() < CHUNK) {
        send(CHUNK / 4);
        pausedNs = System.nanoTime();
      }
    }
  }

  /** Sends so much, or less if the kernel takes no more. */
  public void push(int most) throws IOException {
    long end = sent + most;
    int taken = 1;
    while (sent < end && taken > 0) {
      taken = send((int) Math.min(CHUNK, end - sent));
    }
  }

  /** Sends a byte now and then for so long; returns how much had been sent before. */
  public long goOnSendingFor(long durationMs) throws IOException {
    long before = sent;
    long startNs = System.nanoTime();
    for (int i = 0; isWithin(startNs, durationMs); Pause.briefly()) {
      if (!isWithin(startNs, i * 300L)) {
        send(1);
        i++;
      }
    }
    return before;
  }

  public void halfClose() throws IOException {
    channel.shutdownOutput();
  }

  /** Reads to the end at last; returns how many bytes came, each checked. */
  public long receiveAllInOrder() throws IOException {
    channel.configureBlocking(true);
    ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
    long received = 0;
    for (int n = channel.read(buffer); n >= 0; n = channel.read(buffer.clear())) {
      for (int i = 0; i < n; i++) {
        assertEquals((byte) (received + i), buffer.get(i));
      }
      received += n;
    }
    return received;
  }

  /** Vanishes by RST. */
  public void reset() throws IOException {
    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    channel.close();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** Watches for half a second that what peers have not taken stays within the bound. */
  public static void assertHoldsLittle(EchoServer server) {
    long most = 0;
    for (long startNs = System.nanoTime(); isWithin(startNs, 500); Pause.briefly()) {
      most = Math.max(most, server.pendingBytes());
    }
    assertTrue(most > 0, "the peer was not slow enough to tell");
    assertTrue(most < MOST_HELD, "a peer that does not read holds " + most + " bytes");
  }

  private int send(int count) throws IOException {
    int n = channel.write(PATTERN.slice((int) (sent & 0xff), count));
    sent += n;
    return n;
  }

  private static boolean isWithin(long sinceNs, long limitMs) {
    return System.nanoTime() - sinceNs < MILLISECONDS.toNanos(limitMs);
  }

  private static ByteBuffer pattern() {
    ByteBuffer bytes = ByteBuffer.allocateDirect(CHUNK + 256);
    for (int i = 0; i < bytes.capacity(); i++) {
      bytes.put(i, (byte) i);
    }
    return bytes;
  }
}
