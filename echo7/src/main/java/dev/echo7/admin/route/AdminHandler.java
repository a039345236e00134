package dev.echo7.admin.route;

import dev.echo7.admin.http.AdminConnection;
import dev.echo7.admin.http.Reply;
import dev.echo7.admin.http.ResponseWriter;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpRequest;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Answers the requests of one connection one by one: the next is read once the previous response is
 * sent. Runs on the event loop; the worker does what takes time.
 */
public final class AdminHandler extends SimpleChannelInboundHandler<HttpRequest> {
  private final AdminConnection connection;
  private final Routes routes;
  private final Consumer<Channel> events;
  private final Executor worker;

  /**
   * @param events starts to send events on a connection
   */
  public AdminHandler(
      AdminConnection connection, Routes routes, Consumer<Channel> events, Executor worker) {
    // RequestReader releases the parts of a request.
    super(false);
    this.connection = connection;
    this.routes = routes;
    this.events = events;
    this.worker = worker;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    context.read();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, HttpRequest request) {
    connection.answering();
    ResponseWriter writer = ResponseWriter.to(context, request, worker);
    routes.answer(
        request,
        reply -> {
          if (context.executor().inEventLoop()) {
            send(context, writer, reply);
          } else {
            onLoop(context, () -> send(context, writer, reply));
          }
        });
  }

  private static void onLoop(ChannelHandlerContext context, Runnable task) {
    try {
      context.executor().execute(task);
    } catch (RejectedExecutionException e) {
      // The endpoint has ended meanwhile, with this connection.
    }
  }

  /** The client broke off, or this is a defect of ours; either way no response can be sent. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }

  private void send(ChannelHandlerContext context, ResponseWriter writer, Reply reply) {
    if (reply instanceof Reply.Events && !writer.isForHead()) {
      connection.streaming();
      // In this order, so that a client that has read the head of the response misses no event.
      events.accept(context.channel());
      writer.beginEvents();
      return;
    }
    ChannelFuture sent = writer.write(reply);
    sent.addListener(
        done -> {
          if (reply instanceof Reply.Whole whole) {
            whole.after().run();
          }
          if (!done.isSuccess()) {
            context.close();
          } else if (writer.keepsAlive()) {
            connection.waiting();
            // Not from within the previous read: many pipelined requests would overflow the stack.
            onLoop(context, context::read);
          } else {
            connection.leave();
          }
        });
  }
}
