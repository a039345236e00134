package dev.echo7.client.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.client.LyingPeer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  /** What was not answered is lost, and at least that: the machine may lose some itself. */
  @Test
  void lossInABurstIsToldAndMoreThanHalfIsAFailure() throws Exception {
    AtomicInteger answered = new AtomicInteger();
    try (LyingPeer peer =
        LyingPeer.udp(
            (number, packet, asked, other) -> {
              if (number % 4 != 0) {
                answered.incrementAndGet();
                asked.send(packet);
              }
            })) {
      CheckVerdict verdict = udp(peer, "udp-burst").getFirst().verdict();
      int lost = lost(verdict);
      assertTrue(lost >= 250 && lost >= 1000 - answered.get(), () -> lost + " lost");
      assertEquals(lost > 500, verdict instanceof CheckVerdict.NotOk, verdict::toString);
    }
    try (LyingPeer peer =
        LyingPeer.udp(
            (number, packet, asked, other) -> {
              if (number % 4 == 2) {
                asked.send(packet);
              }
            })) {
      CheckVerdict.NotOk wrong = notOk(udp(peer, "udp-burst").getFirst());
      assertTrue(lost(wrong) >= 750, wrong::toString);
      assertTrue(wrong.message().endsWith("; first lost: datagram 1"), wrong::toString);
    }
  }

  private static int lost(CheckVerdict verdict) {
    String text = verdict instanceof CheckVerdict.Ok ok ? ok.note() : verdict.toString();
    Matcher figures =
        Pattern.compile("(\\d+) of 1000 lost, 0 duplicated, 0 out of order").matcher(text);
    assertTrue(figures.find(), text);
    return Integer.parseInt(figures.group(1));
  }

  @Test
  void anAnswerFromElsewhereIsNamed() throws Exception {
    try (LyingPeer peer = LyingPeer.udp((number, packet, asked, other) -> other.send(packet))) {
      String message = notOk(udp(peer, "udp-address").getFirst()).message();
      assertTrue(
          message.matches(
              "sent to 127.0.0.1:" + peer.port() + ", answered from 127.0.0.1:\\d+: .*"),
          message);
    }
  }
}
