package dev.echo7.client.churn;

import dev.echo7.client.connect.ConnectOptions;
import dev.echo7.client.dial.ConnectionStarter;
import dev.echo7.client.dial.ProbeRoute;
import dev.echo7.client.load.LoadListener;
import dev.echo7.client.load.LoadLoops;
import dev.echo7.client.load.LoadMode;
import dev.echo7.client.load.LoadOptions;
import dev.echo7.client.load.LoadSchedule;
import dev.echo7.net.Endpoint;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The event loops of a load in which each frame opens a new connection. */
public final class ReconnectingLoops extends LoadLoops {
  private final ProbeRoute route;
  private @Nullable ConnectionStarter starter;
  private @Nullable Thread opener;
  private boolean stopped;

  private ReconnectingLoops(ProbeRoute route, LoadOptions options) {
    super(options);
    this.route = route;
  }

  /**
   * Finds the address to load. The name is resolved once.
   *
   * @param options with a depth of 1
   * @param seed of the run's payload, and of its schedule if that is random
   * @throws UnknownHostException if there is no such host, or none of the family that is wanted
   */
  public static LoadMode load(
      Endpoint endpoint,
      ConnectOptions connect,
      LoadOptions options,
      LoadListener listener,
      long seed)
      throws UnknownHostException {
    ProbeRoute route = ProbeRoute.to(endpoint, connect);
    ReconnectingLoops loops = new ReconnectingLoops(route, options);
    return new LoadMode(endpoint, route, loops, options, listener, seed);
  }

  /**
   * Opens and closes one connection: it shows that the server can be reached, and at which address.
   * It also loads the classes of a handshake, which takes long the first time.
   */
  @Override
  protected void openAll() throws IOException {
    startOpening();
    try {
      starter = route.starter();
    } finally {
      endOpening();
    }
  }

  private synchronized void startOpening() throws InterruptedIOException {
    if (stopped) {
      throw new InterruptedIOException("interrupted while connecting");
    }
    opener = Thread.currentThread();
  }

  private synchronized void endOpening() {
    opener = null;
    if (stopped) {
      Thread.interrupted(); // The interrupt was meant for the connect only.
    }
  }

  @Override
  protected synchronized void stopOpening() {
    stopped = true;
    if (opener != null) {
      opener.interrupt();
    }
  }

  @Override
  protected List<ReconnectingLoop> create(LoadSchedule times, long seed) throws IOException {
    List<ReconnectingLoop> loops = new ArrayList<>();
    for (int i = 0; i < options().threads(); i++) {
      loops.add(new ReconnectingLoop(i, times, options(), Objects.requireNonNull(starter), seed));
    }
    return loops;
  }
}
