package dev.echo7.service;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Echoes on one connection, which is descriptor 0 of a process that inetd started for one client
 * ({@code nowait}, inetd(8)): the lecture's {@code echo(connfd)}. It uses the JDK's blocking
 * channel, since such a process must start at once.
 *
 * <p>{@link #serve} runs on one thread, to the end; {@link #end} may be called once, on another.
 */
public final class LoneConnection {
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final long LOOK_EVERY_MS = 100;

  /** How many consecutive checks must find no input and no pending output before the end. */
  private static final int QUIET_LOOKS = 2;

  /** How long to wait for a silent peer after our FIN. */
  private static final int SILENT_LOOKS = 10;

  private final SocketChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final CountDownLatch served = new CountDownLatch(1);

  /** Held while an echo is pending; guards the two fields below. */
  private final ReentrantLock owing = new ReentrantLock();

  private long bytesIn;
  private boolean discarding;

  /**
   * @param inherited what {@link System#inheritedChannel} returned
   */
  public LoneConnection(SocketChannel inherited) {
    this.channel = inherited;
  }

  /**
   * Echoes until the peer's FIN. While the peer does not read, nothing is read from it.
   *
   * @return false if the connection broke before everything was sent back
   */
  public boolean serve() {
    try {
      if (channel.getLocalAddress() instanceof InetSocketAddress) {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
      }
      while (channel.read(buffer) >= 0) {
        sendBack();
      }
      channel.shutdownOutput();
      return true;
    } catch (IOException e) {
      return false;
    } finally {
      served.countDown();
    }
  }

  /**
   * Ends the connection as a drain does: sends our FIN when no echo is pending, and discards what
   * arrives after that, since closing with unread bytes sends a reset, which can destroy the tail
   * of the echo. Returns at the peer's FIN, after a second of silence from the peer, or when the
   * grace period is over.
   */
  public void end(Duration patience) {
    long endNs = System.nanoTime() + patience.toNanos();
    long seen = -1;
    int quietLooks = 0;
    try {
      while (System.nanoTime() - endNs < 0 && !served.await(LOOK_EVERY_MS, TimeUnit.MILLISECONDS)) {
        if (!owing.tryLock()) {
          quietLooks = 0;
          continue;
        }
        try {
          quietLooks = bytesIn == seen ? quietLooks + 1 : 0;
          seen = bytesIn;
          if (discarding && quietLooks >= SILENT_LOOKS) {
            return;
          }
          if (!discarding && quietLooks >= QUIET_LOOKS) {
            quietLooks = 0;
            discarding = true;
            channel.shutdownOutput();
          }
        } finally {
          owing.unlock();
        }
      }
    } catch (IOException e) {
      // The connection has already ended.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void sendBack() throws IOException {
    owing.lock();
    try {
      buffer.flip();
      bytesIn += buffer.remaining();
      while (buffer.hasRemaining() && !discarding) {
        channel.write(buffer);
      }
      buffer.clear();
    } finally {
      owing.unlock();
    }
  }
}
