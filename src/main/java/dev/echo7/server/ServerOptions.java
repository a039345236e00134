package dev.echo7.server;

import dev.echo7.net.Endpoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a server is to be.
 *
 * @param endpoints where to listen, at least one
 * @param transport how to wait for sockets; null for the best that this machine has
 * @param eventLoops how many threads serve; 0 for one a processor
 * @param datagrams what to do about UDP
 */
public record ServerOptions(
    List<Endpoint> endpoints,
    @Nullable Transport transport,
    int eventLoops,
    DatagramOptions datagrams) {

  public ServerOptions {
    endpoints = List.copyOf(endpoints);
    if (endpoints.isEmpty()) {
      throw new IllegalArgumentException("no endpoint");
    }
    if (eventLoops < 0) {
      throw new IllegalArgumentException("event loops: " + eventLoops);
    }
  }

  /** UDP only where an endpoint asks for it, with every guard. */
  public ServerOptions(List<Endpoint> endpoints, @Nullable Transport transport, int eventLoops) {
    this(endpoints, transport, eventLoops, DatagramOptions.DEFAULT);
  }

  /** One server for these endpoints, everything else by default. */
  public static ServerOptions listeningOn(Endpoint... endpoints) {
    return new ServerOptions(List.of(endpoints), null, 0);
  }
}
