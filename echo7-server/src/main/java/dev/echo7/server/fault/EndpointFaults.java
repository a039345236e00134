package dev.echo7.server.fault;

import dev.echo7.events.FaultHit;
import dev.echo7.events.ServerEvents;
import dev.echo7.fault.Fault;
import dev.echo7.fault.FaultWord;
import dev.echo7.fault.Faults;
import dev.echo7.net.Transport;
import dev.echo7.server.config.EventLoopKind;
import dev.echo7.server.echo.OpenConnection;
import dev.echo7.server.listen.LastStep;
import dev.echo7.server.netty.UntakenBytes;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The faults of one endpoint, which may be changed while it serves: connections have those that it
 * had when they were accepted, datagrams those that it has when they arrive. Any thread, unless a
 * method says otherwise.
 */
public final class EndpointFaults implements LastStep {
  private final int ordinal;
  private final EventLoopKind loops;
  private final ServerEvents events;
  private final List<Runnable> watchers = new CopyOnWriteArrayList<>();
  private @Nullable EndpointFaults beside;
  private volatile @Nullable Transport transport;
  private volatile FaultRun run;

  /**
   * An endpoint without faults, until it is given some.
   *
   * @param ordinal the endpoint's number on its server, from 0
   * @param transport null if that is yet to be found out
   * @param loops that serve it
   * @param events told of what the faults do
   */
  public EndpointFaults(
      int ordinal, @Nullable Transport transport, EventLoopKind loops, ServerEvents events) {
    this.ordinal = ordinal;
    this.transport = transport;
    this.loops = loops;
    this.events = events;
    this.run = new FaultRun(Faults.NONE, ordinal);
  }

  /** Those of the UDP ports beside a TCP endpoint: none, until they are given some. */
  public synchronized EndpointFaults besideTcp() {
    EndpointFaults known = beside;
    if (known == null) {
      known = new EndpointFaults(ordinal, Transport.UDP, loops, events);
      beside = known;
    }
    return known;
  }

  /** It was found out what carries the endpoint's bytes. Before it listens. */
  public void isCarriedBy(Transport found) {
    transport = found;
  }

  /**
   * Sets the faults before the endpoint listens.
   *
   * @throws IllegalArgumentException if it cannot have them; the message is one line with the cure
   */
  public void begin(Faults faults) {
    Transport known = transport;
    if (known != null) {
      faults.check(known);
    }
    for (Fault fault : faults.list()) {
      if (fault.waitsForDelivery() && !UntakenBytes.isKnown(loops)) {
        throw new IllegalArgumentException(
            "'"
                + fault
                + "' depends on what the kernel has delivered, which "
                + (loops == EventLoopKind.EPOLL
                    ? "can be read only on Java 22 or later with"
                        + " --enable-native-access=ALL-UNNAMED; use those, or"
                    : loops + " cannot report; use epoll, or")
                + " plain 'reset'");
      }
    }
    run = new FaultRun(faults, ordinal);
    watchers.forEach(Runnable::run);
  }

  /**
   * Changes the faults, for connections that are accepted and datagrams that arrive from now on.
   *
   * @throws IllegalArgumentException if the endpoint cannot have them, or not while it listens; the
   *     message is one line with the cure
   */
  public void change(Faults faults) {
    for (FaultWord word : List.of(FaultWord.NOACCEPT, FaultWord.CERT)) {
      if (!all(word, faults).equals(all(word, run.faults()))) {
        throw new IllegalArgumentException(
            "'" + word + "' cannot change while the endpoint listens; start the server with it");
      }
    }
    begin(faults);
  }

  private static List<Fault> all(FaultWord word, Faults faults) {
    return faults.list().stream().filter(fault -> fault.word() == word).toList();
  }

  /** Runs a task after each change of the faults, on the thread of the change. */
  public void watch(Runnable changed) {
    watchers.add(changed);
  }

  /** What it does wrong, now. */
  public FaultRun run() {
    return run;
  }

  /** Whether it accepts no connection. */
  @Override
  public boolean acceptsNothing() {
    return run.faults().first(FaultWord.NOACCEPT) != null;
  }

  /** The faults with their seed, also if that was not given: what repeats them. */
  public Faults faults() {
    return run.repeatable();
  }

  @Override
  public void accepted(Channel connection) {
    FaultRun now = run;
    if (!now.faults().isEmpty()) {
      ConnectionFaults.accepted(connection, now);
    }
  }

  @Override
  public void install(OpenConnection connection) {
    ConnectionFaults faults = ConnectionFaults.of(connection.view().channel());
    if (faults != null) {
      faults.actOn(connection, events);
      connection.view().channel().pipeline().addLast(new Gate(faults));
    }
  }

  /**
   * A fault has acted on a datagram.
   *
   * @param number of the datagram among those of its source, from 1
   */
  public void hitDatagram(FaultWord word, long number) {
    events.datagramFaulted(new FaultHit(word.toString(), number, System.nanoTime()));
  }

  /** The query of {@link #faults}. */
  @Override
  public String toString() {
    return faults().toString();
  }

  /**
   * Puts the stages of a connection's echo in place when it begins: only then is it known who the
   * peer is, behind a proxy too.
   */
  private static final class Gate extends ChannelInboundHandlerAdapter {
    private final ConnectionFaults faults;

    Gate(ConnectionFaults faults) {
      this.faults = faults;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      // The echo passes the handlers from the last to the first: the first fault comes last.
      for (ChannelHandler stage : faults.stages()) {
        context.pipeline().addAfter(context.name(), null, stage);
      }
      context.fireChannelActive();
    }
  }
}
