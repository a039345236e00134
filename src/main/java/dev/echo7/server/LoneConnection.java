package dev.echo7.server;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The echo of one connection that is descriptor 0 of a process of its own, as inetd starts one for
 * each client ({@code nowait}, inetd(8)): the lecture's {@code echo(connfd)} word for word. On the
 * JDK's blocking channel, since a process that serves one client must start at once.
 *
 * <p>{@link #serve} runs on one thread, to the end; {@link #end} may be called once, on another.
 */
public final class LoneConnection {
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final long LOOK_EVERY_NS = TimeUnit.MILLISECONDS.toNanos(100);

  /** How long a peer that was told of the end may be silent before we go. */
  private static final int SILENT_LOOKS = 10;

  private final SocketChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final CountDownLatch served = new CountDownLatch(1);
  private volatile boolean ending;

  /**
   * @param inherited what {@link System#inheritedChannel} gave
   */
  public LoneConnection(SocketChannel inherited) {
    this.channel = inherited;
  }

  /**
   * Echoes until the peer's FIN, or {@link #end}. What the peer does not take stops the reading.
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
      if (ending) {
        sendBackWhatHadArrived();
      }
      channel.shutdownOutput();
      if (ending) {
        awaitSilence();
      }
      return true;
    } catch (IOException e) {
      return false;
    } finally {
      served.countDown();
    }
  }

  /** Has the connection end as a server's do at a drain; waits that long for {@link #serve}. */
  public void end(Duration patience) {
    ending = served.getCount() > 0;
    try {
      if (ending) {
        channel.shutdownInput();
      }
      served.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (IOException e) {
      // It has ended by itself.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void sendBack() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
  }

  /**
   * The channel reads no more, but the kernel (tcp(7), unix(7) on Linux) still gives what is in its
   * queue, and does not wait for more.
   */
  private void sendBackWhatHadArrived() throws IOException {
    InputStream queue = new FileInputStream(FileDescriptor.in);
    byte[] bytes = new byte[BUFFER_BYTES];
    for (int count = queue.read(bytes); count > 0; count = queue.read(bytes)) {
      buffer.put(bytes, 0, count);
      sendBack();
    }
  }

  /** To close on unread bytes would send a reset, which can destroy the tail of the echo. */
  private void awaitSilence() throws IOException {
    InputStream queue = new FileInputStream(FileDescriptor.in);
    byte[] discarded = new byte[BUFFER_BYTES];
    for (int silent = 0; silent < SILENT_LOOKS; silent++) {
      LockSupport.parkNanos(LOOK_EVERY_NS);
      if (queue.read(discarded) > 0) {
        silent = 0;
      }
    }
  }
}
