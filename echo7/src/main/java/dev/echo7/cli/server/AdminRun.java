package dev.echo7.cli.server;

import dev.echo7.admin.AdminServer;
import dev.echo7.admin.AdminSettings;
import dev.echo7.admin.api.PeerNaming;
import dev.echo7.admin.route.AdminStartException;
import dev.echo7.events.FanOut;
import dev.echo7.events.ServerEvents;
import dev.echo7.log.ConsoleLog;
import dev.echo7.log.PeerNames;
import dev.echo7.server.EchoServer;
import dev.echo7.server.config.DrainReceipt;
import dev.echo7.server.memory.CountedMemory;
import dev.echo7.server.memory.EnduringIo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The admin endpoint of one run of the server. Without an endpoint, every method does nothing. It
 * opens before the server starts and closes after the server has ended.
 */
final class AdminRun implements AutoCloseable {
  private final @Nullable AdminServer endpoint;

  private AdminRun(@Nullable AdminServer endpoint) {
    this.endpoint = endpoint;
  }

  /** Binds the endpoint; null for none. */
  static AdminRun open(@Nullable AdminSettings settings, ServerEvents log)
      throws AdminStartException {
    return new AdminRun(
        settings == null
            ? null
            : AdminServer.open(settings, log, new CountedMemory(), EnduringIo.nio()));
  }

  /** The listener for the server's events: the log, and the endpoint if there is one. */
  ServerEvents besides(ServerEvents log) {
    return endpoint == null ? log : FanOut.to(List.of(log, endpoint.events()));
  }

  /**
   * Starts to answer requests.
   *
   * @param names whether peers' names are looked up
   * @param drain starts a drain, as SIGTERM does
   */
  void serve(EchoServer server, boolean names, ConsoleLog log, Runnable drain) {
    if (endpoint != null) {
      PeerNaming naming = names ? PeerNames.ofThisMachine()::known : PeerNaming.NO_LOOKUPS;
      endpoint.serve(server.running(), naming, log::linesOmitted, drain);
    }
  }

  /** Reports where the endpoint is, if there is one. */
  void sayWhereItIs(ConsoleLog log) {
    if (endpoint != null) {
      log.noticed("admin endpoint on " + endpoint.listening());
    }
  }

  void draining() {
    if (endpoint != null) {
      endpoint.draining();
    }
  }

  void drained(DrainReceipt receipt) {
    if (endpoint != null) {
      endpoint.drained(receipt.drained(), receipt.cut());
    }
  }

  @Override
  public void close() {
    if (endpoint != null) {
      endpoint.close();
    }
  }
}
