package dev.echo7;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * Waits for a port that was given back. Where another test of this JVM starts a program at that
 * moment, the new process has copies of all our sockets, until it runs its program.
 */
public final class GivenBack {
  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(5);

  private GivenBack() {}

  /** Tries until this exception no longer comes, or patience ends. */
  public static <T> T after(Class<? extends Exception> inUse, Callable<T> use) throws Exception {
    long endNs = System.nanoTime() + PATIENCE_NS;
    while (true) {
      try {
        return use.call();
      } catch (Exception e) {
        if (!inUse.isInstance(e) || System.nanoTime() - endNs > 0) {
          throw e;
        }
        Pause.briefly();
      }
    }
  }
}
