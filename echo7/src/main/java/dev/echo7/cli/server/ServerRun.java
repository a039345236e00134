package dev.echo7.cli.server;

import dev.echo7.admin.AdminSettings;
import dev.echo7.admin.route.AdminStartException;
import dev.echo7.cli.ExitCode;
import dev.echo7.cli.Signals;
import dev.echo7.cli.Terminal;
import dev.echo7.log.ConsoleLog;
import dev.echo7.net.failure.FailureText;
import dev.echo7.server.EchoServer;
import dev.echo7.server.config.DrainReceipt;
import dev.echo7.server.config.ServerOptions;
import dev.echo7.server.config.ServerStartException;
import dev.echo7.service.IdleEnd;
import dev.echo7.service.SystemdTalk;
import dev.echo7.service.ThreadReserve;
import java.time.Duration;
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
 * @param admin where to see and steer it; null for nowhere
 * @param drainTimeout how long connections with bytes owed may take at the end
 * @param idleEnd after how long without anything to do it ends by itself; null for never
 */
record ServerRun(
    ServerOptions options,
    ConsoleLog.Style style,
    @Nullable AdminSettings admin,
    Duration drainTimeout,
    @Nullable Duration idleEnd) {
  /** What matters of it is told by events; held here, since an unheld logger forgets its level. */
  private static final Logger NETTY_LOG = Logger.getLogger("io.netty");

  /**
   * Serves until a signal, the idle timeout, or a fatal failure ends it.
   *
   * @return the exit code
   * @throws ServerStartException if it cannot listen
   * @throws AdminStartException if its admin endpoint cannot be had
   */
  int serve(Terminal terminal) throws ServerStartException, AdminStartException {
    CountDownLatch told = new CountDownLatch(1);
    Signals.onTermination(terminal, told::countDown);
    // Until there is a server, all that could be reloaded is about to be read.
    Signals.onHangup(() -> {});
    NETTY_LOG.setLevel(Level.OFF);
    try (ConsoleLog log =
            ConsoleLog.start(style, terminal.out().unwatched(), terminal.err().unwatched());
        ThreadReserve reserve = reserve(log);
        AdminTalk talk = AdminTalk.open(admin, log);
        EchoServer server = EchoServer.start(options, talk.besides(log));
        SystemdTalk systemd = SystemdTalk.begin(System.getenv(), server, terminal::say)) {
      Signals.onHangup(() -> reload(server, systemd, log));
      // Whoever reads that it serves may send a signal at once.
      reserve.look();
      sayWhatServes(server, log);
      talk.serve(server, style.names(), log, told::countDown);
      server.broken().thenRun(told::countDown);
      await(told, server, reserve);
      systemd.stopping(drainTimeout);
      talk.draining();
      DrainReceipt receipt = server.drain(drainTimeout);
      talk.drained(receipt);
      log.drained(receipt.drained(), receipt.cut(), drainTimeout);
      return server.broken().isDone() ? ExitCode.FAILED : ExitCode.OK;
    }
  }

  private static void sayWhatServes(EchoServer server, ConsoleLog log) {
    for (String place : server.listening()) {
      log.started(place, server.serving());
    }
    int most = server.maxConnections();
    if (most < Integer.MAX_VALUE) {
      log.bounded(most);
    }
  }

  private static void reload(EchoServer server, SystemdTalk systemd, ConsoleLog log) {
    systemd.reloading();
    if (!server.reloadCertificates()) {
      log.noticed("SIGHUP: nothing to reload, since no endpoint speaks TLS");
    }
    systemd.reloaded();
  }

  private static ThreadReserve reserve(ConsoleLog log) throws ServerStartException {
    try {
      return ThreadReserve.start(log::failed);
    } catch (OutOfMemoryError e) {
      throw new ServerStartException("cannot start: " + FailureText.of(e), e);
    }
  }

  private void await(CountDownLatch told, EchoServer server, ThreadReserve reserve) {
    IdleEnd end = new IdleEnd(server, idleEnd);
    try {
      do {
        reserve.look();
      } while (!told.await(end.intervalMs(), TimeUnit.MILLISECONDS) && !end.isDue());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
