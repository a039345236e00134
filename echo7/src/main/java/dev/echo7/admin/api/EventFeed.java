package dev.echo7.admin.api;

import dev.echo7.admin.http.Json;
import dev.echo7.events.Closing;
import dev.echo7.events.Connection;
import dev.echo7.events.Peer;
import dev.echo7.events.Rejection;
import dev.echo7.events.ServerEvents;
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
 * What happens, as Server-Sent Events, for at most {@value #MAX_READERS} readers.
 *
 * <p>The event loops of the server leave events in a bounded queue, and only while somebody reads;
 * the endpoint's own event loop takes them from there. Whatever finds the queue full, or a reader
 * that is too slow, is counted, and the reader told how much it lost.
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

  /** Touched on the loop alone; a write that fails takes its reader out while all are walked. */
  private final List<EventReader> readers = new CopyOnWriteArrayList<>();

  /** How many readers there are: written on the loop. */
  private volatile int count;

  /** Set before the endpoint serves, so before there is a reader. */
  private volatile PeerNaming names = PeerNaming.NO_LOOKUPS;

  public EventFeed(EventLoop loop) {
    this.loop = loop;
  }

  /** Tells what peers are called, where that is known. */
  public void call(PeerNaming naming) {
    names = naming;
  }

  public int readers() {
    return count;
  }

  boolean isFull() {
    return count >= MAX_READERS;
  }

  /** Begins to write events to a channel, until it is closed. On the loop. */
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

  /** Rates tell of messages well enough. */
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

  /**
   * Sends what is not worth a place in the queue: the next one says all of it again. On the loop.
   */
  public void send(String event, byte[] data) {
    deliverTo(EventReader.frame(event, data));
    readers.forEach(EventReader::flush);
  }

  /** Keeps proxies from thinking that nobody is there. On the loop. */
  public void heartbeat() {
    readers.forEach(EventReader::heartbeat);
  }

  /** Writes what waits, and ends the streams. On the loop. */
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
