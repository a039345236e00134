package dev.echo7.server.tls;

import dev.echo7.server.netty.DaemonThread;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/**
 * The threads for the slow parts of TLS handshakes: signatures and chains take milliseconds, too
 * long for an event loop. One instance per server, which closes it; thread-safe.
 */
final class HandshakeThreads implements AutoCloseable {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final ThreadPoolExecutor threads;

  private HandshakeThreads(ThreadPoolExecutor threads) {
    this.threads = threads;
  }

  /**
   * Starts all threads at once: later it may be impossible to start one.
   *
   * @param most how many; there are no more than CPUs
   * @throws OutOfMemoryError if a thread cannot be started; then none is left
   */
  static HandshakeThreads start(int most) {
    int count = Math.min(most, Runtime.getRuntime().availableProcessors());
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            count,
            count,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> DaemonThread.named("handshakes", task));
    try {
      threads.prestartAllCoreThreads();
      return new HandshakeThreads(threads);
    } catch (OutOfMemoryError e) {
      threads.shutdownNow();
      throw e;
    }
  }

  /** Runs the tasks of one connection's engine. */
  Executor of(SSLEngine engine) {
    return engine instanceof ReferenceCountedOpenSslEngine
        ? task -> threads.execute(() -> keepAlert(engine, task))
        : threads;
  }

  /**
   * Saves the alert of a handshake that fails in the task. Netty's engine keeps the alert but
   * forgets the failure; the next wrap takes the alert out, hits the failure again, and discards
   * both. An unwrap before it makes the engine remember the failure, so that the alert is sent. The
   * lock is the engine's own: the event loop, notified at the end of the task, waits for it.
   */
  private static void keepAlert(SSLEngine engine, Runnable task) {
    synchronized (engine) {
      task.run();
      if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
        try {
          engine.unwrap(NOTHING.duplicate(), NOTHING.duplicate());
        } catch (SSLException e) {
          // The event loop gets the same exception and reports it.
        }
      }
    }
  }

  /** Ends the threads, and waits briefly for that; handshakes must have ended before. */
  @Override
  public void close() {
    threads.shutdownNow();
    DaemonThread.awaitEnd(threads);
  }
}
