package dev.echo7.server.fault;

import dev.echo7.events.Peer;
import dev.echo7.events.ServerEvents;
import dev.echo7.fault.Fault;
import dev.echo7.fault.FaultScope;
import dev.echo7.fault.FaultWord;
import dev.echo7.server.echo.OpenConnection;
import dev.echo7.server.fault.stage.Draws;
import dev.echo7.server.fault.stage.FaultStages;
import dev.echo7.server.fault.stage.FaultyConnection;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.util.AttributeKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The faults of one connection: those of its endpoint for which it is drawn, and its peer chosen.
 *
 * <p>Which they are can be asked once it is known who the peer is: after the PROXY header. On the
 * connection's event loop.
 */
public final class ConnectionFaults {
  private static final AttributeKey<ConnectionFaults> KEY =
      AttributeKey.valueOf(ConnectionFaults.class, "");

  private final FaultRun run;
  private final long number;
  private final Draws draws;
  private @Nullable FaultyConnection connection;

  private ConnectionFaults(FaultRun run, long number) {
    this.run = run;
    this.number = number;
    this.draws = run.draws().part(number);
  }

  /** A connection was accepted while its endpoint has faults. On the loop of the listener. */
  static void accepted(Channel channel, FaultRun run) {
    channel.attr(KEY).set(new ConnectionFaults(run, run.nextConnection()));
  }

  /** Those of a connection; null if it was accepted without any. */
  public static @Nullable ConnectionFaults of(Channel channel) {
    return channel.hasAttr(KEY) ? channel.attr(KEY).get() : null;
  }

  /** The connection is set up. */
  void actOn(OpenConnection opened, ServerEvents events) {
    connection = new FaultyConnection(opened, run.faults().queueBytes(), events);
    opened.view().withholding().repeatedBy(() -> run.repeating(number));
  }

  /** What they act on. After the connection was set up. */
  public FaultyConnection connection() {
    return Objects.requireNonNull(connection);
  }

  /** The first fault of a kind; null if the connection has none. */
  public @Nullable Fault first(FaultWord word) {
    List<Fault> all = run.faults().list();
    for (int index = 0; index < all.size(); index++) {
      if (all.get(index).word() == word && has(index)) {
        return all.get(index);
      }
    }
    return null;
  }

  /** The stages of the echo, in the order in which it passes them. */
  List<ChannelHandler> stages() {
    List<Fault> all = run.faults().list();
    List<ChannelHandler> stages = new ArrayList<>();
    for (int index = 0; index < all.size(); index++) {
      if (has(index)) {
        Draws own = draws.part(index).part(0);
        ChannelHandler stage = FaultStages.of(connection(), all.get(index), own, run.others());
        if (stage != null) {
          stages.add(stage);
        }
      }
    }
    return stages;
  }

  private boolean has(int index) {
    FaultScope scope = run.faults().list().get(index).scope();
    if (scope.from() != null) {
      Peer peer = connection().connection().view().peer();
      if (peer.address() == null || !scope.from().contains(peer.address())) {
        return false;
      }
    }
    return draws.part(index).happens(scope.chance(), 0);
  }
}
