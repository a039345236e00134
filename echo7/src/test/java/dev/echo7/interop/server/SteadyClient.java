package dev.echo7.interop.server;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.Program;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A client that sends block after block, on a thread of its own, and compares every byte that comes
 * back. It goes on until it is told to end, or its connection does.
 */
final class SteadyClient implements AutoCloseable {
  private static final int BLOCK = 16 * 1024;

  /**
   * So that the console of a server with many such clients shows them all: 1,000 lines a second.
   */
  private static final long PAUSE_NS = Duration.ofMillis(40).toNanos();

  private final Socket socket = new Socket();
  private final String name;
  private final Random random;
  private final Thread thread;
  private volatile boolean told;
  private final AtomicLong rounds = new AtomicLong();
  private volatile @Nullable Exception failure;
  private volatile boolean wrongByte;

  private SteadyClient(InetAddress from, InetSocketAddress to) throws IOException {
    name = from.getHostAddress();
    random = new Random(from.hashCode());
    socket.bind(new InetSocketAddress(from, 0));
    socket.setSoTimeout((int) Program.PATIENCE.toMillis());
    socket.connect(to, (int) Program.PATIENCE.toMillis());
    thread = Thread.ofPlatform().daemon().name("client " + name).unstarted(this::run);
  }

  /** Connects from one of this machine's own addresses, which tells it from the other clients. */
  static SteadyClient start(String from, int port) throws IOException {
    SteadyClient client =
        new SteadyClient(
            InetAddress.getByName(from),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    client.thread.start();
    return client;
  }

  private void run() {
    try (socket) {
      while (!told) {
        echoOnce();
        rounds.incrementAndGet();
        LockSupport.parkNanos(PAUSE_NS);
      }
      socket.shutdownOutput();
      if (socket.getInputStream().read() >= 0) {
        throw new IOException("a byte too many");
      }
    } catch (IOException e) {
      failure = e;
    }
  }

  private void echoOnce() throws IOException {
    byte[] sent = new byte[BLOCK];
    random.nextBytes(sent);
    socket.getOutputStream().write(sent);
    ByteBuffer back = ByteBuffer.allocate(BLOCK);
    while (back.hasRemaining()) {
      int count = socket.getInputStream().read(back.array(), back.position(), back.remaining());
      if (count < 0) {
        throw new EOFException("ended by the other side");
      }
      int from = back.position();
      back.position(from + count);
      if (!Arrays.equals(sent, from, from + count, back.array(), from, from + count)) {
        wrongByte = true;
        throw new IOException("a byte came back that was not sent");
      }
    }
  }

  /** The line of a server that listens on an IPv4 address. */
  String shownAs() {
    return "server connected to " + name + " (" + name + ")\n";
  }

  /** Waits until some more blocks have come back, whole. */
  void awaitProgress() {
    long wanted = rounds.get() + 3;
    await(() -> rounds.get() >= wanted || failure != null);
    assertTrue(failure == null, this::toString);
  }

  /** Waits for the end that somebody else makes; what came back until then was right. */
  void awaitCut() {
    await(() -> failure != null);
    assertTrue(!wrongByte, this::toString);
  }

  /** Ends its half and waits for the other: with nothing missing and nothing more. */
  void finish() {
    told = true;
    await(() -> !thread.isAlive());
    assertTrue(failure == null, this::toString);
  }

  private interface Condition {
    boolean holds();
  }

  private void await(Condition condition) {
    long endNs = System.nanoTime() + Program.PATIENCE.toNanos();
    while (!condition.holds()) {
      assertTrue(System.nanoTime() - endNs < 0, () -> "waited in vain for " + this);
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  @Override
  public String toString() {
    return "client " + name + ", " + rounds + " blocks, failure: " + failure;
  }
}
