package dev.echo7.server.listen;

import dev.echo7.events.Connection;
import dev.echo7.server.echo.OpenConnection;
import dev.echo7.server.tap.PayloadTap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/** A last step, and behind it a handler that shows what it lets through to a tap. */
final class TappedStep implements LastStep {
  private final LastStep step;
  private final PayloadTap tap;

  private TappedStep(LastStep step, PayloadTap tap) {
    this.step = step;
    this.tap = tap;
  }

  /**
   * The step itself where there is no tap.
   *
   * @param tap null for every server but that of a test
   */
  static LastStep of(LastStep step, @Nullable PayloadTap tap) {
    return tap == null ? step : new TappedStep(step, tap);
  }

  @Override
  public boolean acceptsNothing() {
    return step.acceptsNothing();
  }

  @Override
  public void accepted(Channel connection) {
    step.accepted(connection);
  }

  @Override
  public void install(OpenConnection connection) {
    step.install(connection);
    connection.view().channel().pipeline().addLast(new Handler(connection.view(), tap));
  }

  @Override
  public String toString() {
    return step.toString();
  }

  /** Passes everything on, as it is. */
  private static final class Handler extends ChannelInboundHandlerAdapter {
    private final Connection connection;
    private final PayloadTap tap;

    Handler(Connection connection, PayloadTap tap) {
      this.connection = connection;
      this.tap = tap;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      tap.received(connection, ((ByteBuf) message).nioBuffer().asReadOnlyBuffer());
      context.fireChannelRead(message);
    }
  }
}
