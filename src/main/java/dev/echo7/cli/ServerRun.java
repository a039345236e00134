package dev.echo7.cli;

import dev.echo7.events.ConsoleLog;
import dev.echo7.server.DrainReceipt;
import dev.echo7.server.EchoServer;
import dev.echo7.server.ServerOptions;
import dev.echo7.server.ServerStartException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One run of the server, from its start to its drain. Blocks the thread that calls {@link #serve}.
 *
 * @param options what to serve
 * @param style what to print
 * @param drainTimeout how long connections with bytes owed may take at the end
 * @param idleEnd after how long without anything to do it ends by itself; null for never
 */
record ServerRun(
    ServerOptions options,
    ConsoleLog.Style style,
    Duration drainTimeout,
    @Nullable Duration idleEnd) {
  /** What matters of it is told by events; held here, since an unheld logger forgets its level. */
  private static final Logger NETTY_LOG = Logger.getLogger("io.netty");

  /**
   * Serves until a signal ends it, or idleness.
   *
   * @throws ServerStartException if it cannot listen
   */
  void serve(Terminal terminal) throws ServerStartException {
    CountDownLatch told = new CountDownLatch(1);
    Signals.onTermination(told::countDown);
    // Until there is a server, all that could be reloaded is about to be read.
    Signals.onHangup(() -> {});
    NETTY_LOG.setLevel(Level.OFF);
    try (ConsoleLog log = ConsoleLog.start(style, terminal.out(), terminal.err());
        EchoServer server = EchoServer.start(options, log);
        SystemdTalk systemd = SystemdTalk.begin(System.getenv(), server, terminal)) {
      Signals.onHangup(() -> reload(server, systemd, log));
      sayWhatServes(server, terminal);
      await(told, server);
      systemd.stopping(drainTimeout);
      terminal.say(text(server.drain(drainTimeout)));
    }
  }

  private static void sayWhatServes(EchoServer server, Terminal terminal) {
    for (String place : server.listening()) {
      terminal.say("listening on " + place + " (" + server.serving() + ")");
    }
    int most = server.maxConnections();
    if (most < Integer.MAX_VALUE) {
      terminal.say("at most " + most + (most == 1 ? " connection" : " connections"));
    }
  }

  private static void reload(EchoServer server, SystemdTalk systemd, ConsoleLog log) {
    systemd.reloading();
    if (!server.reloadCertificates()) {
      log.noticed("SIGHUP: nothing to reload, since no endpoint speaks TLS");
    }
    systemd.reloaded();
  }

  private String text(DrainReceipt receipt) {
    String cut =
        receipt.cut() == 0
            ? ""
            : String.format(
                Locale.ROOT,
                ", cut %d after %s s",
                receipt.cut(),
                BigDecimal.valueOf(drainTimeout.toMillis(), 3)
                    .stripTrailingZeros()
                    .toPlainString());
    String noun = receipt.drained() == 1 ? " connection" : " connections";
    return "drained " + receipt.drained() + noun + cut;
  }

  private void await(CountDownLatch told, EchoServer server) {
    try {
      if (idleEnd == null) {
        told.await();
      } else {
        IdleEnd.await(told, server, idleEnd);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
