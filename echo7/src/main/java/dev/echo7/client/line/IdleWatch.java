package dev.echo7.client.line;

import dev.echo7.client.connect.EchoSession;
import dev.echo7.measure.AwakeClock;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Ends a session when nothing has moved for too long: nc's {@code -w}. A thread of its own. */
final class IdleWatch implements Runnable {
  private final Exchange exchange;
  private final EchoSession session;
  private final long timeoutNs;

  IdleWatch(Exchange exchange, EchoSession session, Duration timeout) {
    this.exchange = exchange;
    this.session = session;
    this.timeoutNs = timeout.toNanos();
  }

  void start() {
    AwakeClock.watch();
    Thread.ofPlatform().daemon().name("idle-watch").start(this);
  }

  @Override
  public void run() {
    for (long leftNs = timeoutNs; leftNs > 0; leftNs = timeoutNs - exchange.idleNs()) {
      LockSupport.parkNanos(leftNs);
    }
    exchange.idle();
    try {
      session.close();
    } catch (IOException e) {
      // The thread that receives sees the connection gone all the same.
    }
  }
}
