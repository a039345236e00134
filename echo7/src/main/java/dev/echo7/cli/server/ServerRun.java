package dev.echo7.cli.server;

import dev.echo7.admin.AdminSettings;
import dev.echo7.admin.route.AdminStartException;
import dev.echo7.cli.ExitCode;
import dev.echo7.cli.Signals;
import dev.echo7.cli.Terminal;
import dev.echo7.log.ConsoleLog;
import dev.echo7.log.LogStyle;
import dev.echo7.net.failure.FailureText;
import dev.echo7.server.EchoServer;
import dev.echo7.server.config.DrainReceipt;
import dev.echo7.server.config.ServerOptions;
import dev.echo7.server.config.ServerStartException;
import dev.echo7.service.IdleEnd;
import dev.echo7.service.SystemdNotifier;
import dev.echo7.service.ThreadReserve;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One run of the server, from its start to its drain. Blocks the thread that calls {@link #serve}.
 *
 * @param options what to serve
 * @param style what to print
 * @param admin its admin and metrics endpoints
 * @param drainTimeout grace period at shutdown for connections with pending bytes
 * @param idleEnd idle time after which it exits by itself; null for never
 */
record ServerRun(
    ServerOptions options,
    LogStyle style,
    List<AdminSettings> admin,
    Duration drainTimeout,
    @Nullable Duration idleEnd) {
  /**
   * Silenced, because events report what matters. Held here, because a logger that nobody
   * references loses its level.
   */
  private static final Logger NETTY_LOG = Logger.getLogger("io.netty");

  /**
   * Serves until a signal, the idle timeout, or a fatal failure ends it.
   *
   * @return the exit code
   * @throws ServerStartException if it cannot listen
   * @throws AdminStartException if its admin endpoint cannot be opened
   */
  int serve(Terminal terminal) throws ServerStartException, AdminStartException {
    CountDownLatch ended = new CountDownLatch(1);
    Signals.onTermination(terminal, ended::countDown);
    // Before the server exists there is nothing to reload.
    Signals.onHangup(() -> {});
    NETTY_LOG.setLevel(Level.OFF);
    try (ConsoleLog log =
            ConsoleLog.start(style, terminal.out().unwatched(), terminal.err().unwatched());
        ThreadReserve reserve = reserve(log);
        AdminRun adminRun = AdminRun.open(admin, log);
        EchoServer server = EchoServer.start(options, adminRun.besides(log));
        SystemdNotifier systemd = SystemdNotifier.begin(System.getenv(), server, terminal::say)) {
      Signals.onHangup(() -> reload(server, systemd, log));
      serveAdmin(adminRun, server, reserve, log, ended::countDown);
      sayWhatServes(server, log);
      adminRun.sayWhereItIs(log);
      server.broken().thenRun(ended::countDown);
      await(ended, server, reserve);
      systemd.stopping(drainTimeout);
      adminRun.draining();
      // A second signal finds a thread, even if none can be started by then.
      reserve.release();
      DrainReceipt receipt = server.drain(drainTimeout);
      adminRun.drained(receipt);
      log.drained(receipt.drained(), receipt.cut(), drainTimeout);
      return server.broken().isDone() ? ExitCode.FAILED : ExitCode.OK;
    }
  }

  /** Starts the last threads; one more must be left, for a signal may come at once. */
  private void serveAdmin(
      AdminRun adminRun, EchoServer server, ThreadReserve reserve, ConsoleLog log, Runnable drain)
      throws ServerStartException {
    try {
      adminRun.serve(server, style.names(), log, drain);
      reserve.requireSpare();
    } catch (OutOfMemoryError e) {
      throw cannotStart(e);
    }
  }

  private static ServerStartException cannotStart(OutOfMemoryError failure) {
    return new ServerStartException("cannot start: " + FailureText.of(failure), failure);
  }

  private static void sayWhatServes(EchoServer server, ConsoleLog log) {
    Map<String, String> faults = server.running().faults();
    for (String place : server.listening()) {
      log.started(place, server.serving(), faults.getOrDefault(place, ""));
    }
    int most = server.maxConnections();
    if (most < Integer.MAX_VALUE) {
      log.bounded(most);
    }
  }

  private static void reload(EchoServer server, SystemdNotifier systemd, ConsoleLog log) {
    systemd.reloading();
    if (!server.reloadCertificates()) {
      log.noticed("SIGHUP: nothing to reload: no endpoint uses TLS");
    }
    systemd.reloaded();
  }

  private static ThreadReserve reserve(ConsoleLog log) throws ServerStartException {
    try {
      return ThreadReserve.start(log::failed);
    } catch (OutOfMemoryError e) {
      throw cannotStart(e);
    }
  }

  private void await(CountDownLatch ended, EchoServer server, ThreadReserve reserve) {
    IdleEnd end = new IdleEnd(server, idleEnd);
    try {
      // Not at once: the start has just made sure of a spare thread.
      while (!ended.await(end.intervalMs(), TimeUnit.MILLISECONDS) && !end.isDue()) {
        reserve.look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
