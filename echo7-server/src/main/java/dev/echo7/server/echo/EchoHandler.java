package dev.echo7.server.echo;

import dev.echo7.events.Closing;
import dev.echo7.events.ServerEvents;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;

/**
 * The central path: the lecture's {@code echo(connfd)}. One instance per connection.
 *
 * <pre>
 *             bytes / write, flush
 *                  +----+
 *                  v    |      output full           +--------+
 *   accepted --> ECHOING --------------------------> | PAUSED |  not read from
 *                  |  ^  <-------------------------- +--------+
 *                  |  |        output drained
 *     peer's FIN   |  |
 *                  v      drain, nothing pending
 *              FLUSHING   ECHOING ---> DISCARDING  our FIN is out, theirs awaited
 *                  |                       |
 *   all delivered  |      peer's FIN, or   |
 *   (our FIN)      |      timeout          |
 *                  v                       v
 *                CLOSED <------------------+------- error, reset: from anywhere, at once
 * </pre>
 *
 * <p>Runs on the connection's event loop. What follows ECHOING and PAUSED is in {@link Ending}.
 */
public final class EchoHandler extends ChannelDuplexHandler {
  private final EchoContext server;
  private final OpenConnection connection;
  private final ConnectionView view;
  private final Ending ending;

  public EchoHandler(EchoContext server, OpenConnection connection) {
    this.server = server;
    this.connection = connection;
    this.view = connection.view();
    this.ending = connection.ending();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    server.table().add(connection);
  }

  /** The connection begins: at once, or after its PROXY header and TLS handshake. */
  @Override
  public void channelActive(ChannelHandlerContext context) {
    view.begin();
    server.totals().opened(view);
    events().opened(view);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (ending.isDiscarding()) {
      ending.discard(bytes);
      return;
    }
    int count = bytes.readableBytes();
    view.countRead(count);
    events().received(view, count);
    context.write(bytes, context.voidPromise());
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.flush();
    view.countOutput();
    OutputBudget budget = server.budget();
    if (budget.isTight()) {
      budget.relieve(connection);
    }
  }

  /** Stops reading from a peer that does not read, and resumes when it does. */
  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    context.flush();
    connection.readIfAllowed();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      ending.peerEnded();
    }
  }

  /** A reset, or no memory for a read; it ends this connection only. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    connection.failed(cause);
  }

  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    view.countLast();
    context.close(promise);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (!view.hasBegun()) {
      server.table().remove(connection);
      return;
    }
    Closing closing = ending.closing();
    try {
      events().closed(view, closing);
    } finally {
      // Last: a drain that sees no connection left has nothing more to report.
      server.totals().closed(connection, closing.reason());
    }
  }

  private ServerEvents events() {
    return server.events();
  }
}
