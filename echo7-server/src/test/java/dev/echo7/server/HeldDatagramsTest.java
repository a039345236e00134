package dev.echo7.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.Pause;
import dev.echo7.server.config.EventLoopKind;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Datagrams that wait at a faulty endpoint are counted, and given back. */
@Timeout(60)
class HeldDatagramsTest {
  private static final int DATAGRAMS = 20;
  private static final int BYTES = 8_000;

  @ParameterizedTest
  @MethodSource("dev.echo7.server.EventLoopKinds#available")
  void areGivenBackWhenTheServerIsClosed(EventLoopKind transport) throws Exception {
    EchoServer server =
        EchoServer.builder()
            .listen("udp://127.0.0.1:0?delay=10min&queue=1m")
            .transport(transport)
            .start();
    try (server;
        DatagramSocket client = new DatagramSocket()) {
      long before = server.heldBytes();
      for (int i = 0; i < DATAGRAMS; i++) {
        client.send(
            new DatagramPacket(new byte[BYTES], BYTES, server.endpoints().get(0).address()));
      }
      while (server.datagrams().received() < DATAGRAMS) {
        Pause.briefly();
      }
      server.pulse().join();
      assertTrue(server.heldBytes() >= before + DATAGRAMS * BYTES, server.heldBytes() + " bytes");
    }
    assertEquals(0, server.heldBytes());
  }
}
