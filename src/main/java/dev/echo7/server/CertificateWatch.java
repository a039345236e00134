package dev.echo7.server;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Looks every two seconds whether the files of a certificate have changed; a thread of its own. */
final class CertificateWatch implements AutoCloseable {
  private static final long LOOK_EVERY_MS = 2_000;

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("certificates").factory());

  private CertificateWatch() {}

  /** Watches until {@link #close}; the first look is now. */
  static CertificateWatch start(TlsIdentity identity) {
    CertificateWatch watch = new CertificateWatch();
    watch.thread.scheduleWithFixedDelay(identity::look, 0, LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
    return watch;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
