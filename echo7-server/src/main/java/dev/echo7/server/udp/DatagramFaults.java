package dev.echo7.server.udp;

import dev.echo7.events.ServerEvents;
import dev.echo7.server.fault.EndpointFaults;
import dev.echo7.server.fault.FaultRun;
import dev.echo7.server.memory.CountedMemory;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.concurrent.Future;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the faults of one UDP endpoint in place on all its sockets: a handler more while it has
 * some, and none while it has none.
 */
final class DatagramFaults {
  /** How long to wait for the event loop, which normally answers at once. */
  private static final long LOOP_PATIENCE_MS = 1_000;

  private final EndpointFaults endpoint;
  private final DatagramGuards guards;
  private final CountedMemory memory;
  private final ServerEvents events;
  private final HeldDatagrams held;
  private final Set<Channel> sockets = ConcurrentHashMap.newKeySet();
  private @Nullable DatagramFaultStage stage;

  /**
   * @param guards of the server, which apply to duplicates too
   * @param events told of what is dropped
   */
  DatagramFaults(
      EndpointFaults endpoint, DatagramGuards guards, CountedMemory memory, ServerEvents events) {
    this.endpoint = endpoint;
    this.guards = guards;
    this.memory = memory;
    this.events = events;
    this.held = new HeldDatagrams(memory);
    endpoint.watch(this::changed);
  }

  /** A socket of the endpoint, before its first datagram. On the event loop of all of them. */
  void serve(Channel socket) {
    sockets.add(socket);
    socket
        .closeFuture()
        .addListener(
            closed -> {
              sockets.remove(socket);
              held.drop(socket);
            });
    putInPlace(socket);
  }

  /**
   * Returns when the next datagram meets the new faults; on another event loop, which must never
   * wait, soon before. Any thread.
   */
  private void changed() {
    Iterator<Channel> any = sockets.iterator();
    if (!any.hasNext()) {
      return;
    }
    EventLoop loop = any.next().eventLoop();
    if (loop.inEventLoop()) {
      sockets.forEach(this::putInPlace);
      return;
    }
    try {
      Future<?> change = loop.submit(() -> sockets.forEach(this::putInPlace));
      if (!(Thread.currentThread() instanceof FastThreadLocalThread)) {
        change.awaitUninterruptibly(LOOP_PATIENCE_MS);
      }
    } catch (RejectedExecutionException e) {
      // The server has ended.
    }
  }

  private void putInPlace(Channel socket) {
    FaultRun run = endpoint.run();
    ChannelPipeline pipeline = socket.pipeline();
    DatagramFaultStage old = pipeline.get(DatagramFaultStage.class);
    if (old != null && old.run() != run) {
      // What it holds still goes out when it is due.
      pipeline.remove(old);
    }
    if ((old == null || old.run() != run) && !run.faults().isEmpty()) {
      pipeline.addFirst(of(run));
    }
  }

  /** One for all sockets. */
  private DatagramFaultStage of(FaultRun run) {
    DatagramFaultStage known = stage;
    if (known == null || known.run() != run) {
      known = new DatagramFaultStage(endpoint, run, guards, held, memory, events);
      stage = known;
    }
    return known;
  }
}
