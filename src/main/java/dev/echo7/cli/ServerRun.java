package dev.echo7.cli;

import dev.echo7.admin.AdminSettings;
import dev.echo7.admin.AdminStartException;
import dev.echo7.events.ConsoleLog;
import dev.echo7.server.DrainReceipt;
import dev.echo7.server.EchoServer;
import dev.echo7.server.ServerOptions;
import dev.echo7.server.ServerStartException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
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
 */
record ServerRun(
    ServerOptions options,
    ConsoleLog.Style style,
    @Nullable AdminSettings admin,
    Duration drainTimeout) {
  /** What matters of it is told by events; held here, since an unheld logger forgets its level. */
  private static final Logger NETTY_LOG = Logger.getLogger("io.netty");

  /**
   * Serves until a signal ends it.
   *
   * @throws ServerStartException if it cannot listen
   * @throws AdminStartException if its admin endpoint cannot be had
   */
  void serve(Terminal terminal) throws ServerStartException, AdminStartException {
    CountDownLatch told = new CountDownLatch(1);
    Signals.onTermination(told::countDown);
    NETTY_LOG.setLevel(Level.OFF);
    try (ConsoleLog log = ConsoleLog.start(style, terminal.out(), terminal.err());
        AdminTalk talk = AdminTalk.open(admin, log);
        EchoServer server = EchoServer.start(options, talk.besides(log))) {
      for (String place : server.listening()) {
        log.started(place, server.serving());
      }
      int most = server.maxConnections();
      if (most < Integer.MAX_VALUE) {
        log.bounded(most);
      }
      talk.serve(server, style.names(), log, told::countDown);
      await(told);
      talk.draining();
      DrainReceipt receipt = server.drain(drainTimeout);
      talk.drained(receipt);
      log.drained(receipt.drained(), receipt.cut(), drainTimeout);
    }
  }

  private static void await(CountDownLatch told) {
    try {
      told.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
