package dev.echo7.client.check;

import dev.echo7.client.connect.ConnectOptions;
import dev.echo7.client.connect.DatagramSession;
import dev.echo7.client.connect.EchoSession;
import dev.echo7.client.dial.ProbeRoute;
import dev.echo7.client.dial.StreamWire;
import dev.echo7.net.Endpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The server that is checked, at one address: opens connections to it, and gives each its bytes.
 *
 * <p>{@link #stop} may be called from any thread.
 */
final class CheckTarget {
  private final ProbeRoute route;
  private final ConnectOptions options;
  private final Duration patience;
  private final AtomicLong seeds = new AtomicLong(System.nanoTime());
  private final Set<AutoCloseable> open = ConcurrentHashMap.newKeySet();
  private volatile boolean stopped;

  /**
   * @param patience how long nothing may move
   */
  CheckTarget(ProbeRoute route, ConnectOptions options, Duration patience) {
    this.route = route;
    this.options = options;
    this.patience = patience;
  }

  /** A new connection to the pinned address. */
  CheckedConnection connect() throws IOException {
    refuseIfStopped();
    EchoSession session = ((StreamWire) route.open(false).wire()).session();
    CheckedConnection connection = new CheckedConnection(session, this);
    keep(connection);
    return connection;
  }

  /** A new UDP socket, connected to the pinned address. */
  DatagramSession datagrams() throws IOException {
    refuseIfStopped();
    DatagramSession session = DatagramSession.open((Endpoint.Udp) route.pinned(), options);
    keep(session);
    return session;
  }

  /** Has {@link #stop} close it too. */
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

  /** Bytes that no other payload of this run has. */
  EchoPayload payload(long length) {
    return EchoPayload.random(seeds.incrementAndGet(), length);
  }

  /** Lets go of UDP's sockets, which do not say themselves that they are closed. */
  void forgetDatagrams() {
    open.removeIf(one -> !(one instanceof CheckedConnection));
  }

  /** The server serves: a new connection gets its bytes back. */
  void expectService() throws IOException {
    EchoPayload few = payload(64);
    try (CheckedConnection connection = connect()) {
      connection.send(few);
      connection.expect(few);
    }
  }

  Duration patience() {
    return patience;
  }

  /** {@code 5 s}, as messages have it. */
  String patienceText() {
    long ms = patience.toMillis();
    return ms % 1000 == 0 ? ms / 1000 + " s" : ms + " ms";
  }

  Endpoint endpoint() {
    return route.pinned();
  }

  boolean isStopped() {
    return stopped;
  }

  void forget(AutoCloseable connection) {
    open.remove(connection);
  }

  /** Breaks off the check that runs. */
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
}
