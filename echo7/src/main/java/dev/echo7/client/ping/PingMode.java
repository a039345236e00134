package dev.echo7.client.ping;

import dev.echo7.client.connect.ConnectOptions;
import dev.echo7.client.dial.ProbeRoute;
import dev.echo7.measure.AwakeClock;
import dev.echo7.measure.Deadline;
import dev.echo7.measure.Times;
import dev.echo7.net.Endpoint;
import java.net.UnknownHostException;

/**
 * Probes a server as ping does, over any transport, to find out whether it is there, how fast it
 * replies, and whether every byte comes back.
 *
 * <p>{@link #run} is called once; {@link #stop}, {@link #report} and {@link #takeInterval} from any
 * thread meanwhile.
 */
public final class PingMode {
  private final PingState state;
  private final ProbeConnector connector;

  private PingMode(ProbeRoute route, PingState state) {
    this.state = state;
    this.connector = new ProbeConnector(route, state);
  }

  /**
   * Finds the address to probe.
   *
   * @param seed of the run's payload
   * @throws UnknownHostException if there is no such host, or none of the wanted family
   */
  public static PingMode to(
      Endpoint endpoint,
      ConnectOptions connect,
      PingOptions options,
      PingListener listener,
      long seed)
      throws UnknownHostException {
    return new PingMode(ProbeRoute.to(endpoint, connect), new PingState(options, listener, seed));
  }

  /** Probes until all probes are done, the deadline has passed or {@link #stop} is called. */
  public PingReport run() {
    AwakeClock.watch();
    try (Deadline end = new Deadline("end", this::endIfDue)) {
      state.start(end);
      if (state.options().reconnect()) {
        new ReconnectingProbes(state, connector).run();
      } else {
        new KeptProbes(state, connector).run();
      }
    }
    return report();
  }

  /** Ends a send that the server does not read, and a connect that is not answered. */
  private void endIfDue() {
    if (state.cutIfDue()) {
      connector.cut();
    }
  }

  /** Ends the run soon, as Ctrl-C does. */
  public void stop() {
    state.stop();
  }

  /** The results so far. */
  public PingReport report() {
    return state.report(connector.place(), connector.kernel());
  }

  /** The round trips since this was called last, or since the start. */
  public Times takeInterval() {
    return state.takeInterval();
  }
}
