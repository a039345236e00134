package dev.echo7.cli.server;

import dev.echo7.admin.AdminScope;
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
import java.util.ArrayList;
import java.util.List;

/**
 * The admin and metrics endpoints of one run of the server, if there are any. They open before the
 * server starts and close after the server has ended.
 */
final class AdminRun implements AutoCloseable {
  private final List<AdminServer> endpoints = new ArrayList<>();

  private AdminRun() {}

  /** Binds the endpoints, of which there may be none. */
  static AdminRun open(List<AdminSettings> settings, ServerEvents log) throws AdminStartException {
    AdminRun run = new AdminRun();
    try {
      for (AdminSettings each : settings) {
        run.endpoints.add(AdminServer.open(each, log, new CountedMemory(), EnduringIo.nio()));
      }
      return run;
    } catch (AdminStartException e) {
      run.close();
      throw e;
    }
  }

  /** The listener for the server's events: the log, and the admin endpoint if there is one. */
  ServerEvents besides(ServerEvents log) {
    List<ServerEvents> all = new ArrayList<>(List.of(log));
    for (AdminServer endpoint : endpoints) {
      if (endpoint.scope() == AdminScope.ALL) {
        all.add(endpoint.events());
      }
    }
    return all.size() == 1 ? log : FanOut.to(all);
  }

  /**
   * Starts to answer requests.
   *
   * @param names whether peers' names are looked up
   * @param drain starts a drain, as SIGTERM does
   */
  void serve(EchoServer server, boolean names, ConsoleLog log, Runnable drain) {
    for (AdminServer endpoint : endpoints) {
      PeerNaming naming = names ? PeerNames.ofThisMachine()::known : PeerNaming.NO_LOOKUPS;
      endpoint.serve(server.running(), naming, log::linesOmitted, drain);
    }
  }

  /** Reports where the endpoints are. */
  void sayWhereItIs(ConsoleLog log) {
    endpoints.forEach(endpoint -> log.noticed(endpoint.scope() + " on " + endpoint.listening()));
  }

  void draining() {
    endpoints.forEach(AdminServer::draining);
  }

  void drained(DrainReceipt receipt) {
    endpoints.forEach(endpoint -> endpoint.drained(receipt.drained(), receipt.cut()));
  }

  @Override
  public void close() {
    endpoints.forEach(AdminServer::close);
  }
}
