package dev.echo7.server.fault;

import dev.echo7.events.CloseReason;
import dev.echo7.events.ServerEvents;
import dev.echo7.fault.Fault;
import dev.echo7.fault.FaultWord;
import dev.echo7.server.echo.ConnectionView;
import dev.echo7.server.echo.OpenConnection;
import dev.echo7.server.fault.stage.FaultyConnection;
import dev.echo7.server.fault.stage.StallStage;
import io.netty.channel.ChannelPipeline;
import java.util.List;

/** A fault that acts at once on a connection that is open already. */
public final class LiveFault {
  private static final List<Fault> ALL =
      List.of(Fault.cut(0), Fault.reset(), Fault.stall(0), Fault.noread());

  private final Fault fault;

  private LiveFault(Fault fault) {
    this.fault = fault;
  }

  /**
   * The one with this word.
   *
   * @throws IllegalArgumentException if there is none; the message is one line with the cure
   */
  public static LiveFault of(String word) {
    return ALL.stream()
        .filter(fault -> fault.word().toString().equalsIgnoreCase(word))
        .findFirst()
        .map(LiveFault::new)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'"
                        + word
                        + "' cannot act on an open connection; only cut, reset, stall and"
                        + " noread"));
  }

  /**
   * Has it act. Any thread; returns before it is done.
   *
   * @param events told of it
   */
  public void act(OpenConnection connection, ServerEvents events) {
    connection.view().channel().eventLoop().execute(() -> actNow(connection, events));
  }

  private void actNow(OpenConnection connection, ServerEvents events) {
    ConnectionView view = connection.view();
    if (!view.channel().isOpen()) {
      return;
    }
    FaultyConnection faulty = new FaultyConnection(connection, Long.MAX_VALUE, events);
    FaultWord word = fault.word();
    if (word == FaultWord.CUT) {
      faulty.hit(word, view.bytesOut());
      connection.end(CloseReason.FAULT);
    } else if (word == FaultWord.RESET) {
      faulty.hit(word, view.bytesOut());
      connection.reset(CloseReason.FAULT);
    } else {
      ChannelPipeline pipeline = view.channel().pipeline();
      StallStage stage = new StallStage(faulty, fault);
      // The echo is the last handler.
      pipeline.addBefore(pipeline.lastContext().name(), null, stage);
      stage.beSilent(view.bytesOut());
    }
  }
}
