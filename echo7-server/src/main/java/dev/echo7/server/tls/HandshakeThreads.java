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
 * Runs the slow parts of TLS handshakes: signatures and chains take milliseconds, too long for an
 * event loop. One instance per connection; all share the threads.
 *
 * @param engine of the connection
 */
record HandshakeThreads(SSLEngine engine) implements Executor {
  private static final Executor THREADS = started();

  /** Starts all threads at once: later it may be impossible to start one. */
  private static Executor started() {
    int threads = Runtime.getRuntime().availableProcessors();
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            threads,
            threads,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> DaemonThread.named("handshakes", task));
    executor.prestartAllCoreThreads();
    return executor;
  }

  /** Starts the threads, unless they are running already. */
  static void start() {
    // This call initializes the class.
  }

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  @Override
  public void execute(Runnable task) {
    THREADS.execute(engine instanceof ReferenceCountedOpenSslEngine ? () -> keepAlert(task) : task);
  }

  /**
   * Saves the alert of a handshake that fails in the task. Netty's engine keeps the alert but
   * forgets the failure; the next wrap takes the alert out, hits the failure again, and discards
   * both. An unwrap before it makes the engine remember the failure, so that the alert is sent. The
   * lock is the engine's own: the event loop, notified at the end of the task, waits for it.
   */
  private void keepAlert(Runnable task) {
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
}
