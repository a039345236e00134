package dev.echo7.server.echo;

import dev.echo7.events.ServerEvents;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import dev.echo7.server.EchoServer;
import dev.echo7.server.SilentPeer;
import dev.echo7.server.config.EventLoopKind;
import dev.echo7.server.config.ServerOptions;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A FIN after a lot of data must not make the server read all of it into memory. */
@Isolated("watches memory closely")
@Timeout(60)
class LateFinTest {

  @ParameterizedTest
  @EnumSource(
      value = EventLoopKind.class,
      names = {"EPOLL", "NIO"})
  void waitsInLineBehindTheBytesBeforeIt(EventLoopKind transport) throws Exception {
    ServerOptions options =
        new ServerOptions(List.of(new Endpoint.Tcp(new HostPort(null, 0))), transport, 1);
    // What fits into the kernel's receive buffer depends on the system, and the FIN must fit too:
    // of these sizes some are right.
    for (int waitingKiB = 128; waitingKiB <= 768; waitingKiB += 128) {
      try (EchoServer server = EchoServer.start(options, ServerEvents.NONE);
          SilentPeer peer = SilentPeer.connect(server)) {
        peer.pushUntilPaused(server);
        peer.push(waitingKiB * 1024);
        peer.halfClose();
        SilentPeer.assertHoldsLittle(server);
      }
    }
  }
}
