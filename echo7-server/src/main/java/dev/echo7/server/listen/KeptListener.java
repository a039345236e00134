package dev.echo7.server.listen;

import dev.echo7.events.ServerEvents;
import dev.echo7.net.Endpoint;
import dev.echo7.server.config.BoundEndpoint;
import dev.echo7.server.config.ServerStartException;
import java.net.InetSocketAddress;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A listener that is reopened when its socket has failed: at once, then once per second.
 *
 * <p>{@link #look} and {@link #close} exclude each other; the rest may be called from any thread.
 */
public final class KeptListener implements Listener {
  /** The number of failed attempts, one per second, before it is given up. */
  private static final int MOST_ATTEMPTS = 30;

  /** Opens the same socket again; blocks. */
  public interface Opening {
    Listener open() throws ServerStartException;
  }

  private final Endpoint endpoint;
  private final LastStep faults;
  private final @Nullable Opening again;
  private final String name;
  private volatile Listener current;
  private int attempts;
  private boolean closed;

  /**
   * Keeps a listener.
   *
   * @param endpoint the endpoint that it was opened for
   * @param faults of its endpoint; several listeners may share them
   * @param again null if it cannot be reopened: the socket was inherited
   */
  public KeptListener(Endpoint endpoint, LastStep faults, Listener first, @Nullable Opening again) {
    this.endpoint = endpoint;
    this.faults = faults;
    this.current = first;
    this.again = again;
    this.name = first.toString();
  }

  /**
   * Reopens it if its socket has failed. Blocks.
   *
   * @return false if it is given up, which is logged
   */
  public synchronized boolean look(ServerEvents events) {
    if (closed || current.isOpen()) {
      current.poll();
      return true;
    }
    if (again == null) {
      events.failed(
          "stopped listening on "
              + name
              + ": its socket failed, and an inherited socket cannot be reopened; shutting down");
      return false;
    }
    if (attempts == 0) {
      events.failed("stopped listening on " + name + ": its socket failed; reopening it");
    }
    return openAgain(again, events);
  }

  private boolean openAgain(Opening opening, ServerEvents events) {
    attempts++;
    try {
      closeCurrent();
      current = opening.open();
      attempts = 0;
      events.failed("listening on " + name + " again");
      return true;
    } catch (ServerStartException e) {
      if (attempts >= MOST_ATTEMPTS) {
        events.failed(e.getMessage() + "; gave up after " + MOST_ATTEMPTS + " s; shutting down");
        return false;
      }
      if (attempts == 1) {
        events.failed(e.getMessage() + "; trying again once per second");
      }
      return true;
    }
  }

  private void closeCurrent() {
    try {
      current.close();
    } catch (RejectedExecutionException e) {
      // Its event loop has ended, and so has the socket.
    }
  }

  /** What it does wrong on request. */
  public LastStep faults() {
    return faults;
  }

  @Override
  public @Nullable InetSocketAddress address() {
    return current.address();
  }

  /** What it serves, with the port that the kernel chose for 0. */
  public BoundEndpoint bound() {
    return BoundEndpoint.of(endpoint, address());
  }

  /** The port; 0 for a Unix socket. */
  public int port() {
    return bound().port();
  }

  @Override
  public boolean isOpen() {
    return current.isOpen();
  }

  @Override
  public void poll() {
    current.poll();
  }

  @Override
  public synchronized void close() {
    closed = true;
    closeCurrent();
  }

  @Override
  public String toString() {
    return name;
  }
}
