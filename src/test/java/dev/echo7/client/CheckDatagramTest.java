package dev.echo7.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each verdict on datagrams is that of the way in which the peer lies. */
@Timeout(60)
class CheckDatagramTest extends CheckTrial {
  @Test
  void anHonestUdpServerPassesAll() throws Exception {
    try (LyingPeer peer = LyingPeer.udp((number, packet, asked, other) -> asked.send(packet))) {
      for (CheckResult result : udp(peer)) {
        assertFalse(result.isFailure(), result::toString);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp-512", "udp-burst"})
  void aDatagramThatComesTwiceIsDuplication(String check) throws Exception {
    LyingPeer.DatagramLie lie =
        (number, packet, asked, other) -> {
          asked.send(packet);
          asked.send(packet);
        };
    try (LyingPeer peer = LyingPeer.udp(lie)) {
      assertNamed("duplicated: ", udp(peer, check));
    }
  }

  @Test
  void aDatagramThatIsCutIsTruncation() throws Exception {
    LyingPeer.DatagramLie lie =
        (number, packet, asked, other) -> {
          packet.setLength(Math.min(packet.getLength(), 1024));
          asked.send(packet);
        };
    try (LyingPeer peer = LyingPeer.udp(lie)) {
      List<CheckResult> results = udp(peer, "udp-512", "udp-1472");
      assertFalse(results.getFirst().isFailure());
      assertEquals("truncated: 1024 of 1472 bytes", notOk(results.getLast()).message());
    }
  }

  @Test
  void aDatagramThatWasChangedIsCorruption() throws Exception {
    LyingPeer.DatagramLie lie =
        (number, packet, asked, other) -> {
          packet.getData()[100] ^= 0x01;
          asked.send(packet);
        };
    try (LyingPeer peer = LyingPeer.udp(lie)) {
      CheckVerdict.NotOk wrong = notOk(udp(peer, "udp-1473").getFirst());
      assertTrue(wrong.message().startsWith("corrupted: "), wrong.message());
      assertOneByteDiffers(wrong.evidence(), 92, 8);
    }
  }

  /** The figures are those of what was not answered: 1 of 4, and then 3 of 4. */
  @Test
  void lossInABurstIsToldAndMoreThanHalfIsAFailure() throws Exception {
    try (LyingPeer peer =
        LyingPeer.udp(
            (number, packet, asked, other) -> {
              if (number % 4 != 0) {
                asked.send(packet);
              }
            })) {
      CheckVerdict.Ok ok =
          assertInstanceOf(CheckVerdict.Ok.class, udp(peer, "udp-burst").getFirst().verdict());
      assertEquals("250 of 1000 lost, 0 duplicated, 0 out of order", ok.note());
    }
    try (LyingPeer peer =
        LyingPeer.udp(
            (number, packet, asked, other) -> {
              // One was there before the burst: whether anybody listens.
              if (number % 4 == 2) {
                asked.send(packet);
              }
            })) {
      assertNamed(
          "lost: 750 of 1000 lost, 0 duplicated, 0 out of order; first lost: datagram 1",
          udp(peer, "udp-burst"));
    }
  }

  @Test
  void anAnswerFromElsewhereIsNamed() throws Exception {
    try (LyingPeer peer = LyingPeer.udp((number, packet, asked, other) -> other.send(packet))) {
      String message = notOk(udp(peer, "udp-address").getFirst()).message();
      assertTrue(
          message.matches(
              "asked was 127.0.0.1:" + peer.port() + ", and 127.0.0.1:\\d+ answered: .*"),
          message);
    }
  }
}
