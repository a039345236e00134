package dev.echo7.server.udp;

import dev.echo7.server.EchoServer;
import dev.echo7.server.config.DatagramOptions;
import dev.echo7.server.config.EventLoopKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What only epoll can do, since only there a datagram tells where it was sent to. */
@Timeout(60)
@EnabledOnOs(OS.LINUX)
class UdpStrayTest {
  private final UdpServers servers = new UdpServers(EventLoopKind.EPOLL);

  /** All of 127.0.0.0/8 is this machine, and no interface says so. */
  @Test
  void repliesFromAnAddressThatNoInterfaceShows() throws Exception {
    try (EchoServer server = servers.start(null, DatagramOptions.DEFAULT);
        UdpClient client = UdpClient.to("127.0.0.2", server.port())) {
      client.assertEchoes(UdpServers.random(100));
      client.assertEchoes(UdpServers.random(0));
      client.assertEchoes(UdpServers.random(65_507));
    }
  }
}
