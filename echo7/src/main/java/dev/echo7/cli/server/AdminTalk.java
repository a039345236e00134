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
 * The admin endpoint of a run of the server, if there is to be one: nothing here does anything
 * otherwise. It is open before the server starts and until after its end.
 */
final class AdminTalk implements AutoCloseable {
  private final @Nullable AdminServer endpoint;

  private AdminTalk(@Nullable AdminServer endpoint) {
    this.endpoint = endpoint;
  }

  /** Binds the endpoint; none for null. */
  static AdminTalk open(@Nullable AdminSettings settings, ServerEvents log)
      throws AdminStartException {
    return new AdminTalk(
        settings == null
            ? null
            : AdminServer.open(settings, log, new CountedMemory(), EnduringIo.nio()));
  }

  /** What the server is to tell its events to. */
  ServerEvents besides(ServerEvents log) {
    return endpoint == null ? log : FanOut.to(List.of(log, endpoint.events()));
  }

  /**
   * Begins to answer.
   *
   * @param names whether names of peers are looked up
   * @param drain what a signal to end does
   */
  void serve(EchoServer server, boolean names, ConsoleLog log, Runnable drain) {
    if (endpoint != null) {
      PeerNaming naming = names ? PeerNames.ofThisMachine()::known : PeerNaming.NO_LOOKUPS;
      endpoint.serve(server.running(), naming, log::linesOmitted, drain);
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
