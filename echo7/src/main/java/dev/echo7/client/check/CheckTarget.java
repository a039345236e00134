package dev.echo7.client.check;

import dev.echo7.client.connect.DatagramSession;
import dev.echo7.client.dial.Dialer;
import dev.echo7.client.dial.ProbeRoute;
import dev.echo7.net.Endpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The checked server, at one address: opens connections to it, and makes a payload for each.
 *
 * <p>{@link #stop} may be called from any thread.
 */
final class CheckTarget implements AutoCloseable {
  private final ProbeRoute route;
  private final Patience patience;
  private final AtomicLong seeds = new AtomicLong(System.nanoTime());
  private final Set<AutoCloseable> open = ConcurrentHashMap.newKeySet();
  private volatile boolean stopped;

  /**
   * @param patience how long the server may do nothing
   */
  CheckTarget(ProbeRoute route, Duration patience) {
    this.route = route;
    this.patience = new Patience(patience);
  }

  /** A new connection to the pinned address. */
  CheckedConnection connect() throws IOException {
    refuseIfStopped();
    CheckedConnection connection =
        new CheckedConnection(Dialer.connect(route.pinned(), route.options()), patience);
    keep(connection);
    return connection;
  }

  /** A new UDP socket, connected to the pinned address. */
  DatagramSession datagrams() throws IOException {
    refuseIfStopped();
    DatagramSession session =
        DatagramSession.open(Objects.requireNonNull(route.pinned().address()), route.options());
    keep(session);
    return session;
  }

  /** Has {@link #stop} close it, too. */
  void keep(AutoCloseable connection) throws IOException {
    open.add(connection);
    refuseIfStopped();
  }

  private void refuseIfStopped() throws IOException {
    if (stopped) {
      closeAll(open);
      throw new IOException("stopped");
    }
  }

  /** A payload that differs from every other of this run. */
  EchoPayload payload(long length) {
    return EchoPayload.random(seeds.incrementAndGet(), length);
  }

  /** Forgets the connections and sockets of a check that is over, all of which it has closed. */
  void forgetAll() {
    open.clear();
  }

  /** Checks that the server still serves: a new connection gets its bytes back. */
  void expectService() throws IOException {
    EchoPayload few = payload(64);
    try (CheckedConnection connection = connect()) {
      connection.send(few);
      connection.expect(few);
    }
  }

  /** How long the server may do nothing. */
  Duration patience() {
    return patience.limit();
  }

  Endpoint endpoint() {
    return route.pinned();
  }

  boolean isStopped() {
    return stopped;
  }

  /** Breaks off the running check. */
  void stop() {
    stopped = true;
    closeAll(open);
  }

  private static void closeAll(Collection<AutoCloseable> all) {
    for (AutoCloseable one : all) {
      try {
        one.close();
      } catch (Exception e) {
        // It is given up anyway.
      }
    }
  }

  /** Ends the timer of the run. */
  @Override
  public void close() {
    patience.close();
  }
}
