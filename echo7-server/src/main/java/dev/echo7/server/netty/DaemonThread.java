package dev.echo7.server.netty;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** Threads that keep no process alive. Any thread. */
public final class DaemonThread {
  /** How long to wait for the end of a thread that has been told to end. */
  private static final long PATIENCE_MS = 1_000;

  private DaemonThread() {}

  /** One that is yet to be started. */
  public static Thread named(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Waits briefly for the end of a thread that has been told to end; not for the calling one. */
  public static void awaitEnd(Thread thread) {
    if (thread == Thread.currentThread()) {
      return;
    }
    try {
      thread.join(PATIENCE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The same for the threads of an executor that has been shut down. */
  public static void awaitEnd(ExecutorService threads) {
    try {
      threads.awaitTermination(PATIENCE_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
