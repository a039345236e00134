package dev.echo7.junit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.echo7.server.ProcessResources;
import java.io.IOException;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.parallel.Isolated;

/** A test suite starts any number of peers: each takes everything of its own along. */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
@Isolated("counts what the whole process holds")
class ManyPeersTest {
  private static final int PEERS = 200;

  @Test
  void leaveNothingBehindWhenTheyAreStopped() throws IOException {
    // What Netty and the JDK keep for the whole process is there from now on.
    serve(3);
    ProcessResources before = ProcessResources.now();
    serve(PEERS);
    assertEquals("", before.waitForLeftovers());
  }

  private static void serve(int count) throws IOException {
    byte[] message = Client.bytes(100);
    for (int i = 0; i < count; i++) {
      try (EchoPeer peer = (i % 3 == 0 ? EchoPeer.secure() : EchoPeer.tcp()).start();
          Socket socket =
              i % 3 == 0
                  ? peer.tls().context().getSocketFactory().createSocket("127.0.0.1", peer.port())
                  : Client.connect(peer)) {
        assertArrayEquals(message, Client.echo(socket, message));
      }
    }
  }
}
