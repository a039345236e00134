package dev.echo7.server.udp;

import dev.echo7.events.DropReason;
import dev.echo7.events.ServerEvents;
import dev.echo7.fault.Fault;
import dev.echo7.fault.FaultScope;
import dev.echo7.fault.FaultWord;
import dev.echo7.server.fault.EndpointFaults;
import dev.echo7.server.fault.FaultRun;
import dev.echo7.server.fault.stage.Draws;
import dev.echo7.server.memory.CountedMemory;
import dev.echo7.server.udp.NumberedReply.Copies;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The faults of a UDP endpoint, between its echo and its sockets, from one change of them to the
 * next. Each reply passes them in their order.
 *
 * <p>What happens to a reply depends on its number among those of its source, and not on what
 * others send. One instance for all sockets of the endpoint, on their event loop.
 */
@Sharable
final class DatagramFaultStage extends ChannelOutboundHandlerAdapter {
  /** How long a reply waits for the next one, behind which it is to come. */
  static final long NEXT_PATIENCE_NS = Duration.ofMillis(100).toNanos();

  private final EndpointFaults endpoint;
  private final FaultRun run;
  private final List<Fault> faults;
  private final DatagramGuards guards;
  private final HeldDatagrams held;
  private final CountedMemory memory;
  private final ServerEvents events;
  private final DatagramSources sources = new DatagramSources();

  /**
   * @param run of the endpoint, now
   * @param held what waits at the endpoint, also what came before this run
   * @param events told of what is dropped
   */
  DatagramFaultStage(
      EndpointFaults endpoint,
      FaultRun run,
      DatagramGuards guards,
      HeldDatagrams held,
      CountedMemory memory,
      ServerEvents events) {
    this.endpoint = endpoint;
    this.run = run;
    this.faults = run.faults().list();
    this.guards = guards;
    this.held = held;
    this.memory = memory;
    this.events = events;
  }

  FaultRun run() {
    return run;
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    DatagramPacket packet = (DatagramPacket) message;
    long number = sources.of(packet.recipient()).next();
    pass(new NumberedReply(context, packet, number, Copies.ONE), 0);
  }

  /** Takes a reply over, and has it pass the faults from this index on. */
  private void pass(NumberedReply reply, int from) {
    for (int index = from; index < faults.size(); index++) {
      if (overtakes(reply, index) || (isFor(reply, index) && keeps(reply, index))) {
        return;
      }
    }
    send(reply);
  }

  private boolean isFor(NumberedReply reply, int index) {
    Fault fault = faults.get(index);
    FaultScope scope = fault.scope();
    Draws draws = run.draws().part(index);
    return reply.number() > scope.afterBytes()
        && scope.isTime(System.nanoTime() - run.beganNs())
        && (scope.from() == null || scope.from().contains(reply.to().getAddress()))
        && draws.part(0).happens(scope.chance(), reply.position())
        && draws.part(1).happens(fault.share(), reply.position());
  }

  /** Has a fault act. Returns true if that has taken the reply over. */
  private boolean keeps(NumberedReply reply, int index) {
    Fault fault = faults.get(index);
    Draws draws = run.draws().part(index).part(2);
    return switch (fault.word()) {
      case DROP -> drop(reply, fault);
      case DUP -> duplicate(reply, index);
      case CORRUPT -> corrupt(reply, fault, draws.part(reply.position()));
      case DELAY -> delay(reply, index, draws.share(reply.position()));
      case REORDER -> reorder(reply, index);
      default -> throw new IllegalStateException("not for datagrams: " + fault);
    };
  }

  private void hit(NumberedReply reply, Fault fault) {
    endpoint.hitDatagram(fault.word(), reply.number());
  }

  private boolean drop(NumberedReply reply, Fault fault) {
    hit(reply, fault);
    drop(reply, DropReason.FAULT);
    return true;
  }

  private void drop(NumberedReply reply, DropReason reason) {
    reply.packet().release();
    events.datagramDropped(reason);
  }

  /** At most two replies to a datagram, and each of them counts for the rate of its source. */
  private boolean duplicate(NumberedReply reply, int index) {
    if (reply.copies() != Copies.ONE || memory.isTight() || !guards.admitsDuplicate(reply.to())) {
      return false;
    }
    hit(reply, faults.get(index));
    ByteBuf bytes = reply.packet().content();
    int count = bytes.readableBytes();
    ByteBuf copy = memory.directBuffer(count).writeBytes(bytes, bytes.readerIndex(), count);
    pass(reply.as(Copies.FIRST), index + 1);
    pass(reply.with(copy).as(Copies.SECOND), index + 1);
    return true;
  }

  private boolean corrupt(NumberedReply reply, Fault fault, Draws draws) {
    ByteBuf bytes = reply.packet().content();
    Draws gaps = draws.part(0);
    Draws bits = draws.part(1);
    long flips = 0;
    long at = gaps.gap(fault.amount(), 0);
    while (at < bytes.readableBytes()) {
      int index = bytes.readerIndex() + (int) at;
      bytes.setByte(index, bytes.getByte(index) ^ (1 << (int) (bits.bits(flips) & 7)));
      flips++;
      at += 1 + gaps.gap(fault.amount(), flips);
    }
    if (flips > 0) {
      hit(reply, fault);
    }
    return false;
  }

  private boolean delay(NumberedReply reply, int index, double share) {
    Fault fault = faults.get(index);
    double spread = (2 * share - 1) * fault.jitter().toNanos();
    hold(reply, index, Objects.requireNonNull(fault.time()).toNanos() + Math.round(spread));
    return true;
  }

  /** Holds a reply until the next one has passed, or for a moment, if none comes. */
  private boolean reorder(NumberedReply reply, int index) {
    HeldDatagrams.Held waiting = hold(reply, index, NEXT_PATIENCE_NS);
    if (waiting != null) {
      sources.of(reply.to()).overtaken(new DatagramSources.Overtaken(waiting, index));
    }
    return true;
  }

  /** Whether a reply is the next one, which another has waited for; has both pass then. */
  private boolean overtakes(NumberedReply reply, int index) {
    if (faults.get(index).word() != FaultWord.REORDER) {
      return false;
    }
    DatagramSources.Source source = sources.of(reply.to());
    DatagramSources.Overtaken waiting = source.overtaken();
    source.overtaken(null);
    if (waiting == null || waiting.fault() != index || !waiting.held().isWaiting()) {
      return false;
    }
    pass(reply, index + 1);
    held.giveOnNow(waiting.held());
    return true;
  }

  /** Has a reply wait; null if there is no room for it, so that it was dropped. */
  private HeldDatagrams.@Nullable Held hold(NumberedReply reply, int index, long timeNs) {
    HeldDatagrams.Held waiting =
        held.add(
            reply,
            System.nanoTime() + timeNs,
            run.faults().queueBytes(),
            late -> pass(late, index + 1));
    if (waiting == null) {
      drop(reply, DropReason.FAULT_QUEUE_FULL);
    } else {
      hit(reply, faults.get(index));
    }
    return waiting;
  }

  private void send(NumberedReply reply) {
    // Others may have filled the socket's buffer since the guards looked at it.
    if (!reply.context().channel().isWritable()) {
      drop(reply, DropReason.OUTPUT_FULL);
      return;
    }
    try {
      DatagramReply.write(reply.context(), reply.packet());
    } catch (IOException e) {
      events.datagramDropped(DropReason.SEND_FAILED);
    }
  }
}
