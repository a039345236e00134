package dev.echo7.server.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.server.config.EventLoopKind;
import dev.echo7.server.config.ServerStartException;
import dev.echo7.server.netty.EventLoops;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(30)
@ParameterizedClass
@MethodSource("dev.echo7.server.EventLoopKinds#available")
record ReceiveBufferTest(EventLoopKind transport) {

  @Test
  void isSatisfiedWithWhatItAskedFor() throws Exception {
    assertEquals("null", String.valueOf(request(8 * 1024)));
  }

  @Test
  void saysWhatToDoWhereTheSystemGivesLess() throws Exception {
    String warning = String.valueOf(request(1 << 30));
    assertTrue(
        warning.matches("udp \\[::]:7: the receive buffer is [0-9]+ bytes, not 1073741824.*"));
    if (EventLoopKind.isLinux()) {
      assertTrue(warning.contains("sysctl -w net.core.rmem_max=1073741824"), warning);
    }
  }

  private @Nullable String request(int bytes) throws ServerStartException {
    try (EventLoops loops = EventLoops.start(transport, 1)) {
      Channel channel =
          new Bootstrap()
              .group(loops.group())
              .channelFactory(DatagramSockets.factory(loops, true))
              .handler(new ChannelInboundHandlerAdapter())
              .bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0))
              .syncUninterruptibly()
              .channel();
      return ReceiveBuffer.request(channel, bytes, "udp [::]:7");
    }
  }
}
