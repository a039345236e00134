package dev.echo7.server;

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
 * Where the slow parts of a TLS handshake run: signatures and chains take milliseconds, which no
 * event loop has. One instance a connection; the threads are shared by all.
 *
 * @param engine of the connection
 */
record HandshakeThreads(SSLEngine engine) implements Executor {
  private static final Executor THREADS = started();

  /** All are there from the start of TLS: later there may be no thread to be had. */
  private static Executor started() {
    int threads = Runtime.getRuntime().availableProcessors();
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            threads,
            threads,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("handshakes-", 0).factory());
    executor.prestartAllCoreThreads();
    return executor;
  }

  /** Has the threads started, if they have not been. */
  static void start() {
    // The class is initialised by this call.
  }

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  @Override
  public void execute(Runnable task) {
    THREADS.execute(engine instanceof ReferenceCountedOpenSslEngine ? () -> keepAlert(task) : task);
  }

  /**
   * A handshake that fails in the task leaves its alert in Netty's engine and forgets the failure;
   * a wrap then takes the alert out, meets the failure again, and throws both away. An unwrap
   * before it makes the engine remember that it has failed, and the alert is sent. The lock is the
   * engine's own: the event loop, which is told at the end of the task, waits for it.
   */
  private void keepAlert(Runnable task) {
    synchronized (engine) {
      task.run();
      if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
        try {
          engine.unwrap(NOTHING.duplicate(), NOTHING.duplicate());
        } catch (SSLException e) {
          // The event loop meets it too, and reports it.
        }
      }
    }
  }
}
