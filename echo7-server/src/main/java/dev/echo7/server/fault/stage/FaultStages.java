package dev.echo7.server.fault.stage;

import dev.echo7.fault.Fault;
import io.netty.channel.ChannelHandler;
import org.jspecify.annotations.Nullable;

/** Makes the stages of a connection's echo. On its event loop. */
public final class FaultStages {
  private FaultStages() {}

  /**
   * The stage of a fault.
   *
   * @param draws of this fault on this connection
   * @param others of the connection's endpoint
   * @return null if the fault does nothing to the echo: it is one of the listener, of TLS, or of
   *     datagrams
   */
  public static @Nullable ChannelHandler of(
      FaultyConnection faulty, Fault fault, Draws draws, OthersBytes others) {
    return switch (fault.word()) {
      case DELAY -> new DelayStage(faulty, fault, draws);
      case RATE -> new RateStage(faulty, fault);
      case SLICE, RECORD -> new SliceStage(faulty, fault);
      case CUT -> new CutStage(faulty, fault);
      case RESET -> new ResetStage(faulty, fault);
      case CLOSE -> new HalfCloseStage(faulty, fault);
      case STALL, NOREAD -> new StallStage(faulty, fault);
      case CORRUPT -> new CorruptStage(faulty, fault, draws);
      case SWAP -> new SwapStage(faulty, fault, draws, others);
      case GREET -> new GreetStage(faulty, fault);
      case NOACCEPT, TRUNCATE, CERT, HANDSHAKE, DROP, DUP, REORDER -> null;
    };
  }
}
