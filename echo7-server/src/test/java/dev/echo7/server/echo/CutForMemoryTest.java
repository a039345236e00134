package dev.echo7.server.echo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.net.Transport;
import dev.echo7.server.peer.ListenerIdentity;
import dev.echo7.server.peer.Peers;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whom another event loop cuts when the output budget is full. */
@Timeout(60)
final class CutForMemoryTest {
  private static final int MORE_THAN_THE_KERNEL_HOLDS = 64 * 1024 * 1024;

  private EventLoopGroup loops;
  private ServerSocket listener;
  private NioSocketChannel channel;
  private Socket peer;
  private OpenConnection connection;

  @BeforeEach
  void connect() throws Exception {
    loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    channel = new NioSocketChannel();
    loops.register(channel).sync();
    channel.connect(listener.getLocalSocketAddress()).sync();
    peer = listener.accept();
    ListenerIdentity identity =
        new ListenerIdentity(Transport.TCP, Peers.internet(true), String::valueOf);
    connection =
        new OpenConnection(
            new ConnectionView(1, channel, identity), Duration.ofSeconds(1), new CutShort());
  }

  @AfterEach
  void end() throws Exception {
    channel.close().sync();
    peer.close();
    listener.close();
    loops.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
  }

  /** What another loop saw pending was only on its way to the kernel. */
  @Test
  void isNotOneWhoseEchoIsBeingWritten() throws Exception {
    channel
        .eventLoop()
        .submit(
            () -> {
              channel.write(Unpooled.wrappedBuffer(new byte[] {'x'}));
              assertTrue(connection.view().heldBytes() > 0);
              Thread other = Thread.ofPlatform().start(connection::cutForMemory);
              other.join();
              channel.flush();
              return null;
            })
        .sync();
    channel.eventLoop().submit(() -> {}).sync();
    assertEquals('x', peer.getInputStream().read());
    assertTrue(channel.isOpen());
    assertFalse(connection.isCutForMemory());
  }

  @Test
  void isOneWhoDoesNotRead() throws Exception {
    channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[MORE_THAN_THE_KERNEL_HOLDS]));
    connection.cutForMemory();
    channel.closeFuture().sync();
    assertTrue(connection.isCutForMemory());
  }
}
