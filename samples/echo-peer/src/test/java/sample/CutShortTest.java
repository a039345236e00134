package sample;

import static dev.echo7.fault.ByteUnit.KIB;
import static dev.echo7.fault.Fault.cut;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.echo7.junit.EchoPeer;
import dev.echo7.junit.PeerConnection.Side;
import dev.echo7.junit.StartStop;
import java.io.IOException;
import java.net.Socket;
import org.junit.jupiter.api.Test;

class CutShortTest {
  @StartStop final EchoPeer peer = EchoPeer.tcp().fault(cut(64, KIB)).seed(7);

  @Test
  void getsOnlyTheFirstPart() throws IOException {
    try (Socket client = new Socket("127.0.0.1", peer.port())) {
      client.getOutputStream().write(new byte[100_000]);
      assertEquals(64 * 1024, client.getInputStream().readAllBytes().length);
    }
    assertEquals(100_000, peer.connection(0).received(100_000).length);
    assertEquals(Side.SERVER, peer.connection(0).closedBy());
  }
}
