package dev.echo7.cli;

import dev.echo7.net.posix.SystemError;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Standard output or standard error of a command. Remembers the first failure of any thread, which
 * decides the exit code, and knows how long its reader has blocked a write.
 *
 * <p>Unbuffered. Any thread may write; writes are not serialized.
 */
public final class StandardStream extends OutputStream {
  /** How long a reader may block a write once the program is ending. */
  static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(1);

  /** PIPE_BUF on Linux: the largest write to a pipe that is atomic. */
  private static final int ATOMIC_BYTES = 4_096;

  private static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(5);

  private final OutputStream stream;
  private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();
  private volatile @Nullable Runnable onLoss;
  private volatile long writingSinceNs;

  StandardStream(OutputStream stream) {
    this.stream = stream;
  }

  /**
   * The same stream for a program that survives the failure of its output: every write is tried.
   */
  public OutputStream unwatched() {
    return new OutputStream() {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        writeInParts(bytes, offset, length);
      }

      @Override
      public void write(int oneByte) throws IOException {
        write(new byte[] {(byte) oneByte}, 0, 1);
      }
    };
  }

  /**
   * Sets an action that ends the run when a write fails or the reader has gone. It runs on a thread
   * of its own, or at once if that has already happened.
   */
  public void onLoss(Runnable stop) {
    onLoss = stop;
    if (isLost()) {
      stop.run();
    }
  }

  /** Whether the reader has gone or a write has failed. */
  public boolean isLost() {
    return failure.get() != null;
  }

  /**
   * Remembers a failure and stops the run.
   *
   * @return false if no action was set, so that nothing needs to be finished
   */
  boolean lose(IOException reason) {
    boolean isFirst = failure.compareAndSet(null, reason);
    Runnable stop = onLoss; // After that: who says it in between finds the loss itself.
    if (isFirst && stop != null) {
      // On another thread: the writer may hold a lock that the end of the run waits for.
      Thread.ofPlatform().name("lost-output").daemon().start(stop);
    }
    return stop != null;
  }

  /** The first failure; null if there was none. */
  @Nullable IOException failure() {
    return failure.get();
  }

  /** Whether a write has been blocked for that long by a reader that does not read. */
  boolean isStalledFor(long ns) {
    long since = writingSinceNs;
    return since != 0 && System.nanoTime() - since >= ns;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    IOException before = failure.get();
    if (before != null) {
      throw before;
    }
    begin();
    try {
      writeInParts(bytes, offset, length);
    } catch (IOException e) {
      lose(e);
      throw e;
    } finally {
      writingSinceNs = 0;
    }
  }

  private void writeInParts(byte[] bytes, int offset, int length) throws IOException {
    for (int at = offset; at < offset + length; at += ATOMIC_BYTES) {
      writePatiently(bytes, at, Math.min(ATOMIC_BYTES, offset + length - at));
    }
  }

  /** Retries a write: another process may have made a shared terminal non-blocking. */
  private void writePatiently(byte[] bytes, int offset, int length) throws IOException {
    while (true) {
      try {
        stream.write(bytes, offset, length);
        return;
      } catch (IOException e) {
        if (!SystemError.EAGAIN.isIn(e)) {
          throw e;
        }
        LockSupport.parkNanos(RETRY_NS);
      }
    }
  }

  @Override
  public void write(int oneByte) throws IOException {
    write(new byte[] {(byte) oneByte}, 0, 1);
  }

  /** The same stream as a channel. */
  WritableByteChannel channel() {
    WritableByteChannel channel =
        stream instanceof FileOutputStream file ? file.getChannel() : Channels.newChannel(stream);
    return new WritableByteChannel() {
      @Override
      public int write(ByteBuffer bytes) throws IOException {
        begin();
        try {
          return channel.write(bytes);
        } catch (IOException e) {
          lose(e);
          throw e;
        } finally {
          writingSinceNs = 0;
        }
      }

      @Override
      public boolean isOpen() {
        return channel.isOpen();
      }

      @Override
      public void close() throws IOException {
        channel.close();
      }
    };
  }

  private void begin() {
    writingSinceNs = System.nanoTime() | 1;
  }
}
