package dev.echo7.server;

import dev.echo7.events.ServerEvents;
import dev.echo7.net.Transport;
import dev.echo7.server.config.EventLoopKind;
import dev.echo7.server.config.Limits;
import dev.echo7.server.echo.ConnectionTable;
import dev.echo7.server.echo.ConnectionTotals;
import dev.echo7.server.echo.ConnectionView;
import dev.echo7.server.echo.EchoContext;
import dev.echo7.server.echo.OutputBudget;
import dev.echo7.server.fault.EndpointFaults;
import dev.echo7.server.listen.ConnectionSetup;
import dev.echo7.server.memory.CountedMemory;
import dev.echo7.server.peer.ListenerIdentity;
import dev.echo7.server.peer.Peers;
import dev.echo7.server.peer.Rejections;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Arrays;
import java.util.List;

/**
 * A connection of the server, with the pipeline of a real one, and no socket: what is left of an
 * echo when the kernel's part is taken away. One thread.
 *
 * <p>The message is one buffer that goes round, as that of a pooled read would.
 */
public final class EmbeddedEcho implements AutoCloseable {
  private final EmbeddedChannel connection = new EmbeddedChannel(false, false);
  private final ConnectionView view;
  private final ByteBuf message;

  public EmbeddedEcho(int messageBytes, ServerEvents events) throws Exception {
    ConnectionTable table = new ConnectionTable();
    EchoContext context =
        new EchoContext(
            table,
            new ConnectionTotals(table),
            events,
            new OutputBudget(table, events, new CountedMemory()),
            Limits.NONE);
    ListenerIdentity identity =
        new ListenerIdentity(Transport.TCP, Peers.internet(true), String::valueOf);
    EndpointFaults none = new EndpointFaults(0, Transport.TCP, EventLoopKind.NIO, events);
    connection
        .pipeline()
        .addLast(new ConnectionSetup(identity, context, new Rejections(events), List.of(), none));
    connection.register();
    view = table.all().iterator().next().view();
    byte[] bytes = new byte[messageBytes];
    Arrays.fill(bytes, (byte) 'e');
    message = Unpooled.wrappedBuffer(bytes);
  }

  /** One message there and back: a read, the end of the reads, and the write that it made. */
  public ByteBuf echo() {
    message.setIndex(0, message.capacity());
    connection.pipeline().fireChannelRead(message.retain());
    connection.pipeline().fireChannelReadComplete();
    ByteBuf echoed = connection.readOutbound();
    echoed.release();
    return echoed;
  }

  /** Bytes that came back, as the connection counts them. */
  public long bytesOut() {
    return view.bytesOut();
  }

  @Override
  public void close() {
    connection.finishAndReleaseAll();
    message.release();
  }
}
