package dev.echo7.admin.api;

import dev.echo7.events.Closing;
import dev.echo7.events.Connection;
import dev.echo7.events.FaultHit;
import dev.echo7.events.Peer;
import dev.echo7.events.Rejection;
import dev.echo7.events.ServerEvents;
import dev.echo7.json.Json;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The server's events as Server-Sent Events, for at most {@value #MAX_READERS} readers.
 *
 * <p>While there are readers, the server's event loops put events in a bounded queue, from which
 * the endpoint's own event loop takes them. Events that find the queue full or a reader too slow
 * are counted, and the reader is told how many it lost.
 */
public final class EventFeed implements ServerEvents {
  static final int MAX_READERS = 16;
  private static final int QUEUE_LENGTH = 4_096;

  /** An event not yet rendered. */
  private record Happening(String event, Json.Value data) {}

  private final EventLoop loop;
  private final BlockingQueue<Happening> queue = new ArrayBlockingQueue<>(QUEUE_LENGTH);
  private final AtomicLong overflow = new AtomicLong();
  private final AtomicBoolean delivering = new AtomicBoolean();

  /**
   * Used on the loop only. Copied on write, because a write that fails removes its reader during an
   * iteration.
   */
  private final List<EventReader> readers = new CopyOnWriteArrayList<>();

  /** How many readers there are; written on the loop. */
  private volatile int count;

  /** Set before the endpoint serves, so before there is a reader. */
  private volatile PeerNaming names = PeerNaming.NO_LOOKUPS;

  public EventFeed(EventLoop loop) {
    this.loop = loop;
  }

  /** Sets the source of peers' names. */
  public void call(PeerNaming naming) {
    names = naming;
  }

  public int readers() {
    return count;
  }

  boolean isFull() {
    return count >= MAX_READERS;
  }

  /** Writes events to a channel from now on, until it is closed. On the loop. */
  public void join(Channel channel) {
    EventReader reader = new EventReader(channel);
    readers.add(reader);
    count = readers.size();
    channel
        .closeFuture()
        .addListener(
            closed -> {
              readers.remove(reader);
              count = readers.size();
            });
  }

  /** The event {@code rates} covers messages. */
  @Override
  public boolean wantsMessages() {
    return false;
  }

  @Override
  public void opened(Connection connection) {
    if (count > 0) {
      tell("opened", json -> ConnectionJson.write(json, connection, names.of(connection.peer())));
    }
  }

  @Override
  public void closed(Connection connection, Closing closing) {
    if (count > 0) {
      tell(
          "closed",
          json ->
              ConnectionJson.writeClosed(json, connection, names.of(connection.peer()), closing));
    }
  }

  /** Only the hits that the connection remembers, so a few events per connection. */
  @Override
  public void faulted(Connection connection, FaultHit hit) {
    if (count > 0 && hit.isRememberedBy(connection)) {
      tell(
          "faulted",
          json -> ConnectionJson.writeFaulted(json, connection, names.of(connection.peer()), hit));
    }
  }

  @Override
  public void faultsChanged(String listener, String query) {
    if (count > 0) {
      Instant now = Instant.now();
      tell(
          "faults",
          json -> {
            json.writeStartObject();
            json.writeStringField("time", now.toString());
            json.writeStringField("listener", listener);
            json.writeStringField("faults", query);
            json.writeEndObject();
          });
    }
  }

  @Override
  public void rejected(Peer peer, Rejection reason) {
    if (count > 0) {
      Instant now = Instant.now();
      tell(
          "rejected",
          json -> {
            json.writeStartObject();
            json.writeStringField("time", now.toString());
            json.writeStringField("peer", peer.text());
            ConnectionJson.writeIfKnown(json, "name", peer.name());
            ConnectionJson.writeIfKnown(json, "proxy", peer.proxy());
            json.writeStringField("reason", reason.code());
            json.writeEndObject();
          });
    }
  }

  /** The server has begun to drain. */
  public void drain() {
    tell(
        "drain",
        json -> {
          json.writeStartObject();
          json.writeStringField("time", Instant.now().toString());
          json.writeEndObject();
        });
  }

  /** The receipt of a drain. */
  public void drained(int drained, int cut) {
    tell(
        "drained",
        json -> {
          json.writeStartObject();
          json.writeStringField("time", Instant.now().toString());
          json.writeNumberField("drained", drained);
          json.writeNumberField("cut", cut);
          json.writeEndObject();
        });
  }

  /** Sends an event without the queue; the next one of its kind replaces it. On the loop. */
  public void send(String event, byte[] data) {
    deliverTo(EventReader.frame(event, data));
    readers.forEach(EventReader::flush);
  }

  /** Keeps proxies from closing an idle connection. On the loop. */
  public void heartbeat() {
    readers.forEach(EventReader::heartbeat);
  }

  /** Writes what is queued, and ends the streams. On the loop. */
  public void end() {
    deliver();
    readers.forEach(EventReader::end);
  }

  private void tell(String event, Json.Value data) {
    if (!queue.offer(new Happening(event, data))) {
      overflow.incrementAndGet();
    }
    if (!delivering.getAndSet(true)) {
      try {
        loop.execute(this::deliver);
      } catch (RejectedExecutionException e) {
        // The endpoint has ended, and with it all who would read this.
      }
    }
  }

  private void deliver() {
    delivering.set(false);
    List<Happening> batch = new ArrayList<>();
    queue.drainTo(batch);
    for (Happening happening : batch) {
      deliverTo(EventReader.frame(happening.event, Json.bytes(happening.data)));
    }
    long missed = overflow.getAndSet(0);
    if (missed > 0) {
      readers.forEach(reader -> reader.missed(missed));
    }
    readers.forEach(EventReader::flush);
  }

  private void deliverTo(byte[] frame) {
    readers.forEach(reader -> reader.send(frame));
  }
}
