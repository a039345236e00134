package dev.echo7.service;

import dev.echo7.server.EchoServer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** When a server ends by itself: after some time without a connection or a datagram. */
public final class IdleEnd {
  private static final long LOOK_EVERY_MS = 1_000;

  private IdleEnd() {}

  /** Returns when the latch opens, or when there was nothing to do for that long. */
  public static void await(CountDownLatch told, EchoServer server, Duration idle)
      throws InterruptedException {
    long lookEveryMs = Math.min(LOOK_EVERY_MS, Math.max(1, idle.toMillis() / 4));
    long datagrams = server.datagrams().received();
    long quietSinceNs = System.nanoTime();
    while (!told.await(lookEveryMs, TimeUnit.MILLISECONDS)) {
      long datagramsNow = server.datagrams().received();
      if (server.connections() > 0 || datagramsNow != datagrams) {
        datagrams = datagramsNow;
        quietSinceNs = System.nanoTime();
      } else if (System.nanoTime() - quietSinceNs >= idle.toNanos()) {
        return;
      }
    }
  }
}
