package sample;

import static dev.echo7.fault.ByteUnit.KIB;
import static dev.echo7.fault.Fault.cut;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.junit.EchoPeer;
import dev.echo7.junit.PeerConnection.Side;
import dev.echo7.junit.StartStop;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.Version;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client on Netty, of another version than Echo7 is built with: the peer runs on it, too. */
class NettyClientTest {
  private static final int DEADLINE_S = 20;

  @StartStop private final EchoPeer peer = EchoPeer.tcp();

  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

  @AfterEach
  void end() {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  /** Collects what comes, until there are enough bytes or the connection ends. */
  private static final class Collector extends SimpleChannelInboundHandler<ByteBuf> {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CompletableFuture<byte[]> all = new CompletableFuture<>();
    private final int enough;

    Collector(int enough) {
      this.enough = enough;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf part) throws Exception {
      part.readBytes(bytes, part.readableBytes());
      if (bytes.size() >= enough) {
        all.complete(bytes.toByteArray());
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      all.complete(bytes.toByteArray());
    }
  }

  private byte[] exchange(byte[] message) throws Exception {
    Collector collector = new Collector(message.length);
    Channel channel =
        new Bootstrap()
            .group(loops)
            .channel(NioSocketChannel.class)
            .handler(collector)
            .connect(peer.address())
            .sync()
            .channel();
    channel.writeAndFlush(Unpooled.wrappedBuffer(message));
    byte[] echo = collector.all.get(DEADLINE_S, TimeUnit.SECONDS);
    channel.close().sync();
    return echo;
  }

  private static byte[] message(int bytes) {
    byte[] message = new byte[bytes];
    new Random(bytes).nextBytes(message);
    return message;
  }

  @Test
  void isOfTheVersionThatThePomSays() {
    String version = Version.identify().get("netty-common").artifactVersion();
    assertTrue(version.startsWith("4.2.17"), version);
  }

  @Test
  void getsItsEcho() throws Exception {
    byte[] message = message(300_000);
    assertArrayEquals(message, exchange(message));
    assertEquals(Side.CLIENT, peer.connection(0).closedBy());
    assertArrayEquals(message, peer.connection(0).received());
  }

  @Test
  void seesExactlyTheBytesBeforeACut() throws Exception {
    peer.fault(cut(64, KIB));
    byte[] message = message(100_000);
    assertArrayEquals(Arrays.copyOf(message, 64 * 1024), exchange(message));
    assertEquals(Side.SERVER, peer.connection(0).closedBy());
  }
}
