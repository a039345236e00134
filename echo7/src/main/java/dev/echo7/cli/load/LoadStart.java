package dev.echo7.cli.load;

import dev.echo7.client.churn.ReconnectingLoops;
import dev.echo7.client.connect.ConnectOptions;
import dev.echo7.client.load.LoadListener;
import dev.echo7.client.load.LoadMode;
import dev.echo7.client.load.LoadOptions;
import dev.echo7.net.Endpoint;
import java.net.UnknownHostException;

/**
 * What is needed to start a load of one server.
 *
 * @param endpoint the server
 * @param connect how to reach it
 */
record LoadStart(Endpoint endpoint, ConnectOptions connect) {

  /** A load that has not begun yet. */
  LoadMode mode(LoadOptions options, LoadListener listener) throws UnknownHostException {
    long seed = System.nanoTime();
    return options.reconnect()
        ? ReconnectingLoops.load(endpoint, connect, options, listener, seed)
        : LoadMode.to(endpoint, connect, options, listener, seed);
  }
}
