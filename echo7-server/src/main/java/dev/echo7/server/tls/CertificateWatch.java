package dev.echo7.server.tls;

import dev.echo7.events.HelperStep;
import dev.echo7.events.ServerEvents;
import dev.echo7.server.netty.DaemonThread;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Looks every two seconds whether the files of a certificate have changed; a thread of its own. */
public final class CertificateWatch implements AutoCloseable {
  private static final long LOOK_EVERY_MS = 2_000;

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(task -> DaemonThread.named("certificates", task));

  private final TlsIdentity identity;

  private CertificateWatch(TlsIdentity identity) {
    this.identity = identity;
  }

  /** Watches until {@link #close}; the first look is now. */
  public static CertificateWatch start(TlsIdentity identity, ServerEvents events) {
    CertificateWatch watch = new CertificateWatch(identity);
    HelperStep look = new HelperStep("certificates", events, identity::look);
    watch.thread.scheduleWithFixedDelay(look, 0, LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
    return watch;
  }

  /** Has the files read again whether they have changed or not; returns when that is done. */
  public void reload() {
    try {
      thread.submit(identity::reload).get();
    } catch (RejectedExecutionException | CancellationException e) {
      // Closed: nobody is served any more.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the certificate's files", e.getCause());
    }
  }

  @Override
  public void close() {
    for (Runnable waiting : thread.shutdownNow()) {
      // A reload that was never begun would be waited for, forever.
      ((Future<?>) waiting).cancel(false);
    }
    DaemonThread.awaitEnd(thread);
  }
}
