package dev.echo7.client.load;

import dev.echo7.client.connect.ConnectOptions;
import dev.echo7.client.dial.ProbeRoute;
import dev.echo7.client.tls.TlsLoadWire;
import dev.echo7.client.tls.TlsSession;
import dev.echo7.client.wire.LoadBuffers;
import dev.echo7.client.wire.LoadWire;
import dev.echo7.client.wire.PlainLoadWire;
import dev.echo7.net.Endpoint;
import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Opens the wires of a load on threads of its own, a few at a time because a server's backlog is
 * finite. The first is opened alone, and pins the address.
 *
 * <p>The threads are not virtual ones: these wait for a poller of the JDK, and if epoll_ctl(2)
 * fails there (ENOSPC where a user has too many watches), it prints a trace, and they wait for
 * good.
 */
final class LoadOpener {
  private static final int AT_ONCE = 64;

  private final ProbeRoute route;
  private final boolean isTls;
  private final Duration handshakeLimit;
  private final ScheduledThreadPoolExecutor threads =
      new ScheduledThreadPoolExecutor(
          AT_ONCE, Thread.ofPlatform().name("open-", 0).daemon().factory());

  /** Receives the result of an attempt, on its own thread. */
  interface Result {
    /** Whether the wire is still wanted; if not, there is no attempt and no result. */
    boolean isWanted();

    void opened(LoadWire wire);

    void failed(IOException reason);
  }

  LoadOpener(ProbeRoute route, Endpoint endpoint, ConnectOptions options) {
    this.route = route;
    this.isTls = endpoint.isSecure();
    this.handshakeLimit =
        Objects.requireNonNullElse(options.timeout(), TlsSession.DEFAULT_HANDSHAKE_LIMIT);
  }

  /** Opens a wire, blocking. */
  LoadWire open(LoadBuffers buffers) throws IOException {
    SelectableChannel channel = route.connect();
    try {
      if (channel instanceof DatagramChannel datagrams) {
        return new PlainLoadWire<>(datagrams);
      }
      SocketChannel socket = (SocketChannel) channel;
      return isTls
          ? TlsLoadWire.over(socket, route.tlsEngine(), buffers, handshakeLimit)
          : new PlainLoadWire<>(socket);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Opens a wire in the background.
   *
   * @param delayNs how long to wait before
   */
  void openLater(LoadBuffers buffers, long delayNs, Result result) {
    try {
      threads.schedule(() -> open(buffers, result), delayNs, TimeUnit.NANOSECONDS);
    } catch (OutOfMemoryError e) {
      // There is no further thread; the attempt is queued for those that exist.
      if (threads.getPoolSize() == 0) {
        throw e;
      }
    }
  }

  private void open(LoadBuffers buffers, Result result) {
    try {
      if (result.isWanted()) {
        result.opened(open(buffers));
      }
    } catch (IOException e) {
      result.failed(e);
    } catch (RuntimeException | Error e) {
      result.failed(new IOException(e));
    }
  }

  boolean isTls() {
    return isTls;
  }
}
