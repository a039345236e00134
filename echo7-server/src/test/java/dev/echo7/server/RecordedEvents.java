package dev.echo7.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.echo7.events.Closing;
import dev.echo7.events.Connection;
import dev.echo7.events.Peer;
import dev.echo7.events.Rejection;
import dev.echo7.events.ServerEvents;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a server told of its connections, in order, without the bytes. */
public final class RecordedEvents implements ServerEvents {
  private static final long PATIENCE_S = 20;

  private final BlockingQueue<Object> told = new LinkedBlockingQueue<>();

  /** A connection that began. */
  record Opened(Peer peer) {}

  /** A connection that ended after it had begun. */
  public record Closed(Peer peer) {}

  /** A connection that never began. */
  public record Rejected(Peer peer, Rejection reason) {}

  @Override
  public void opened(Connection connection) {
    told.add(new Opened(connection.peer()));
  }

  @Override
  public void closed(Connection connection, Closing closing) {
    told.add(new Closed(connection.peer()));
  }

  @Override
  public void rejected(Peer peer, Rejection reason) {
    told.add(new Rejected(peer, reason));
  }

  public Object next() throws InterruptedException {
    Object event = told.poll(PATIENCE_S, TimeUnit.SECONDS);
    assertNotNull(event, "nothing was told");
    return event;
  }

  public void assertOpened(String text, @Nullable String proxy) throws Exception {
    Peer peer = ((Opened) next()).peer();
    assertEquals(text, peer.text());
    assertEquals(proxy, peer.proxy());
  }

  public void assertRejected(Rejection reason) throws Exception {
    assertEquals(reason, ((Rejected) next()).reason());
  }

  public boolean isEmpty() {
    return told.isEmpty();
  }
}
