package dev.echo7.server.memory;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;

/**
 * Netty's TLS handler, extended to report how many bytes wait for the rest of a record: a peer that
 * sends a partial record holds memory without any pending bytes. One instance per connection, on
 * its event loop.
 */
public final class RecordInput extends SslHandler {
  private volatile int bytesWaiting;

  public RecordInput(SSLEngine engine, Executor handshakes) {
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

  /** The bytes of the incomplete record, as of the last read. Any thread. */
  public int bytesWaiting() {
    return bytesWaiting;
  }
}
