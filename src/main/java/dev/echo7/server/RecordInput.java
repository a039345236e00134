package dev.echo7.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;

/**
 * Netty's TLS, and how much memory of it waits for the rest of a record: a peer that sends a record
 * in part holds that, with no byte pending for it. One instance a connection, on its event loop.
 */
final class RecordInput extends SslHandler {
  private volatile int bytesWaiting;

  RecordInput(SSLEngine engine, Executor handshakes) {
    super(engine, handshakes);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) throws Exception {
    int waiting = internalBuffer().capacity();
    if (waiting != bytesWaiting) {
      bytesWaiting = waiting;
    }
    super.channelReadComplete(context);
  }

  /** In bytes, as of the last read. Any thread. */
  int bytesWaiting() {
    return bytesWaiting;
  }
}
