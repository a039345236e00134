package dev.echo7.cli;

import dev.echo7.events.ConsoleLog;
import dev.echo7.server.DrainReceipt;
import dev.echo7.server.EchoServer;
import dev.echo7.server.ServerOptions;
import dev.echo7.server.ServerStartException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * One run of the server, from its start to its drain. Blocks the thread that calls {@link #serve}.
 *
 * @param options what to serve
 * @param style what to print
 * @param drainTimeout how long connections with bytes owed may take at the end
 */
record ServerRun(ServerOptions options, ConsoleLog.Style style, Duration drainTimeout) {
  /** What matters of it is told by events; held here, since an unheld logger forgets its level. */
  private static final Logger NETTY_LOG = Logger.getLogger("io.netty");

  /**
   * Serves until a signal ends it.
   *
   * @throws ServerStartException if it cannot listen
   */
  void serve(Terminal terminal) throws ServerStartException {
    CountDownLatch told = new CountDownLatch(1);
    Signals.onTermination(told::countDown);
    NETTY_LOG.setLevel(Level.OFF);
    try (ConsoleLog log = ConsoleLog.start(style, terminal.out(), terminal.err());
        EchoServer server = EchoServer.start(options, log)) {
      for (String place : server.listening()) {
        terminal.say("listening on " + place + " (" + server.serving() + ")");
      }
      await(told);
      terminal.say(text(server.drain(drainTimeout)));
    }
  }

  private String text(DrainReceipt receipt) {
    String cut =
        receipt.cut() == 0
            ? ""
            : String.format(
                Locale.ROOT, ", cut %d after %s s", receipt.cut(), drainTimeout.toMillis() / 1e3);
    String noun = receipt.drained() == 1 ? " connection" : " connections";
    return "drained " + receipt.drained() + noun + cut;
  }

  private static void await(CountDownLatch told) {
    try {
      told.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
