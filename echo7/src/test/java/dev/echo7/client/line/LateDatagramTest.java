package dev.echo7.client.line;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.client.check.CheckMode;
import dev.echo7.client.check.CheckResult;
import dev.echo7.client.check.CheckVerdict;
import dev.echo7.client.connect.ConnectOptions;
import dev.echo7.client.ping.PingPeer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An answer that comes when its datagram had been given up is right, and one too many is not. */
@Timeout(60)
class LateDatagramTest {
  /** Three tries of 200 ms each. */
  private static final Duration PATIENCE = Duration.ofMillis(600);

  /** The first datagram asks whether anybody is there; the second is the check's own first. */
  private static final int ASKED_FIRST = 2;

  /** With 250 ms the answer to the first comes in the time of the second. */
  @ParameterizedTest
  @ValueSource(strings = {"udp-1", "udp-512"})
  void aLateAnswerIsNoFaultOfTheServer(String name) throws Exception {
    try (PingPeer peer = PingPeer.udp((n, frame, from) -> PingPeer.Answer.after(250, frame))) {
      assertInstanceOf(CheckVerdict.Ok.class, check(peer, name, PATIENCE));
    }
  }

  /** The first comes at 250 ms and the second at 260, when one too many would be noticed. */
  @ParameterizedTest
  @ValueSource(strings = {"udp-empty", "udp-512"})
  void asManyAnswersAsDatagramsAreNoDuplication(String name) throws Exception {
    PingPeer.Schedule both =
        (n, frame, from) -> PingPeer.Answer.after(n == ASKED_FIRST ? 250 : 60, frame);
    try (PingPeer peer = PingPeer.udp(both)) {
      assertInstanceOf(CheckVerdict.Ok.class, check(peer, name, PATIENCE));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp-empty", "udp-512"})
  void oneAnswerTooManyIsDuplicationAlsoAfterALoss(String name) throws Exception {
    PingPeer.Schedule twice =
        (n, frame, from) ->
            n == ASKED_FIRST ? PingPeer.Answer.of() : PingPeer.Answer.of(frame, frame, frame);
    try (PingPeer peer = PingPeer.udp(twice)) {
      CheckVerdict verdict = check(peer, name, PATIENCE);
      String message = assertInstanceOf(CheckVerdict.NotOk.class, verdict).message();
      assertTrue(message.startsWith("duplicated: "), message);
    }
  }

  @Test
  void aLateAnswerThatIsChangedIsComparedWithItsOwnDatagram() throws Exception {
    PingPeer.Schedule changing =
        (n, frame, from) ->
            PingPeer.Answer.after(250, frame.length < 512 ? frame : PingPeer.changed(frame, 300));
    try (PingPeer peer = PingPeer.udp(changing)) {
      CheckVerdict verdict = check(peer, "udp-512", PATIENCE);
      String message = assertInstanceOf(CheckVerdict.NotOk.class, verdict).message();
      assertTrue(message.startsWith("corrupted: ") && message.contains("300"), message);
    }
  }

  private static CheckVerdict check(PingPeer peer, String name, Duration patience)
      throws Exception {
    List<CheckResult> results = new ArrayList<>();
    CheckMode.to(
            peer.endpoint(), ConnectOptions.DEFAULT, patience, check -> check.name().equals(name))
        .run(results::add);
    assertEquals(1, results.size());
    return results.getFirst().verdict();
  }
}
