package dev.echo7.server.fault;

import dev.echo7.events.Peer;
import dev.echo7.events.ServerEvents;
import dev.echo7.fault.Fault;
import dev.echo7.fault.FaultScope;
import dev.echo7.fault.FaultWord;
import dev.echo7.fault.Faults;
import dev.echo7.net.Endpoint;
import dev.echo7.net.Transport;
import dev.echo7.server.config.EventLoopKind;
import dev.echo7.server.echo.OpenConnection;
import dev.echo7.server.listen.LastStep;
import dev.echo7.server.netty.UntakenBytes;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The faults of one endpoint, which may be changed while it serves: connections have those that it
 * had when they were accepted. Any thread, unless a method says otherwise.
 */
public final class EndpointFaults implements LastStep {
  private static final AttributeKey<Nth> NTH = AttributeKey.valueOf(EndpointFaults.class, "");

  private final int ordinal;
  private final @Nullable Transport transport;
  private final EventLoopKind loops;
  private final ServerEvents events;
  private volatile Run run = new Run(Faults.NONE);

  /**
   * An endpoint without faults, until it is given some.
   *
   * @param ordinal the endpoint's number on its server, from 0
   * @param loops that serve it
   * @param events told of what the faults do
   */
  public EndpointFaults(int ordinal, Endpoint endpoint, EventLoopKind loops, ServerEvents events) {
    this.ordinal = ordinal;
    this.transport = endpoint.transport();
    this.loops = loops;
    this.events = events;
  }

  /** From one change of the faults to the next: connections are counted from 1 again. */
  private static final class Run {
    private final Faults faults;
    private final Faults replayable;
    private final long seed;
    private final AtomicLong connections = new AtomicLong();
    private final OthersBytes others = new OthersBytes();

    Run(Faults faults) {
      Long given = faults.seed();
      this.seed = given == null ? new SecureRandom().nextInt(Integer.MAX_VALUE) : given;
      this.faults = faults;
      this.replayable = given == null && !faults.isEmpty() ? faults.seed(seed) : faults;
    }
  }

  /** One connection of a run. */
  private record Nth(Run run, long number) {
    /** The query that repeats this connection alone. */
    String query() {
      return run.faults.seed(run.seed, number).toString();
    }
  }

  /**
   * Sets the faults before the endpoint listens.
   *
   * @throws IllegalArgumentException if it cannot have them; the message is one line with the cure
   */
  public void begin(Faults faults) {
    if (transport != null) {
      faults.check(transport);
    }
    for (Fault fault : faults.list()) {
      if (fault.waitsForDelivery() && !UntakenBytes.isKnown(loops)) {
        throw new IllegalArgumentException(
            "'"
                + fault
                + "' has to know what the kernel has delivered, which "
                + (loops == EventLoopKind.EPOLL
                    ? "needs Java 22 or later with --enable-native-access=ALL-UNNAMED; use that, or"
                    : loops + " cannot tell; use epoll, or")
                + " 'reset' alone");
      }
    }
    run = new Run(faults);
  }

  /**
   * Changes the faults, for connections that are accepted from now on.
   *
   * @throws IllegalArgumentException if the endpoint cannot have them, or not while it listens; the
   *     message is one line with the cure
   */
  public void change(Faults faults) {
    for (FaultWord word : List.of(FaultWord.NOACCEPT, FaultWord.CERT)) {
      if (!Objects.equals(faults.first(word), run.faults.first(word))) {
        throw new IllegalArgumentException(
            "'" + word + "' cannot change while the endpoint listens; start the server with it");
      }
    }
    begin(faults);
  }

  /** Whether it accepts no connection. */
  @Override
  public boolean acceptsNothing() {
    return run.faults.first(FaultWord.NOACCEPT) != null;
  }

  /** The faults with their seed, also if that was not given: what repeats them. */
  public Faults faults() {
    return run.replayable;
  }

  @Override
  public void accepted(Channel connection) {
    Run now = run;
    if (!now.faults.isEmpty()) {
      Long always = now.faults.connection();
      long number = now.connections.incrementAndGet();
      connection.attr(NTH).set(new Nth(now, always == null ? number : always));
    }
  }

  @Override
  public void install(OpenConnection connection) {
    Channel channel = connection.view().channel();
    if (channel.hasAttr(NTH)) {
      Nth nth = channel.attr(NTH).get();
      connection.view().withholding().repeatedBy(nth::query);
      channel.pipeline().addLast(new Gate(connection, nth));
    }
  }

  /** The query of {@link #faults}. */
  @Override
  public String toString() {
    return faults().toString();
  }

  /**
   * Puts the faults of a connection in place when it begins: only then is it known who the peer is,
   * behind a proxy too.
   */
  private final class Gate extends ChannelInboundHandlerAdapter {
    private final OpenConnection connection;
    private final Nth nth;

    Gate(OpenConnection connection, Nth nth) {
      this.connection = connection;
      this.nth = nth;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      Faults faults = nth.run.faults;
      Draws draws = Draws.of(nth.run.seed).part(ordinal).part(nth.number);
      FaultyConnection faulty =
          new FaultyConnection(
              connection, connection.view().withholding(), faults.queueBytes(), events);
      // The echo passes the handlers from the last to the first: the first fault comes last.
      for (int index = 0; index < faults.list().size(); index++) {
        Fault fault = faults.list().get(index);
        Draws own = draws.part(index);
        if (isFor(fault.scope(), own)) {
          FaultStage stage = stage(faulty, fault, own.part(0));
          if (stage != null) {
            context.pipeline().addAfter(context.name(), null, stage);
          }
        }
      }
      context.fireChannelActive();
    }

    private boolean isFor(FaultScope scope, Draws draws) {
      if (scope.from() != null) {
        Peer peer = connection.view().peer();
        if (peer.address() == null || !scope.from().contains(peer.address())) {
          return false;
        }
      }
      return draws.happens(scope.chance(), 0);
    }

    private @Nullable FaultStage stage(FaultyConnection faulty, Fault fault, Draws draws) {
      return switch (fault.word()) {
        case DELAY -> new DelayStage(faulty, fault, draws);
        case RATE -> new RateStage(faulty, fault);
        case SLICE, RECORD -> new SliceStage(faulty, fault);
        case CUT -> new CutStage(faulty, fault);
        case RESET -> new ResetStage(faulty, fault);
        case CLOSE -> new HalfCloseStage(faulty, fault);
        case STALL, NOREAD -> new StallStage(faulty, fault);
        case CORRUPT -> new CorruptStage(faulty, fault, draws);
        case SWAP -> new SwapStage(faulty, fault, draws, nth.run.others);
        case GREET -> new GreetStage(faulty, fault);
        case TRUNCATE -> new TruncateStage(faulty, fault);
        // Those of the listener, of the handshake and of datagrams.
        case NOACCEPT, CERT, HANDSHAKE, DROP, DUP, REORDER -> null;
      };
    }
  }
}
