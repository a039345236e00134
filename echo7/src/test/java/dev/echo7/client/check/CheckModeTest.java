package dev.echo7.client.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.client.LyingPeer;
import dev.echo7.client.connect.ConnectFailedException;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each verdict names the lie that the server told. */
@Timeout(60)
class CheckModeTest extends CheckTrial {
  /** An honest answer. */
  private static final LyingPeer.Lie HONEST = (connection, offset, bytes) -> bytes;

  @Test
  void anHonestServerPassesAll() throws Exception {
    try (LyingPeer peer = LyingPeer.tcp(HONEST)) {
      for (CheckResult result : tcp(peer)) {
        assertInstanceOf(CheckVerdict.Ok.class, result.verdict(), result::toString);
      }
    }
  }

  @Test
  void aByteThatWasChangedIsShownWithItsNeighbours() throws Exception {
    LyingPeer.Lie lie =
        (connection, offset, bytes) -> {
          if (offset <= 20_000 && 20_000 < offset + bytes.length) {
            bytes[(int) (20_000 - offset)] ^= 0x01;
          }
          return bytes;
        };
    try (LyingPeer peer = LyingPeer.tcp(lie)) {
      CheckVerdict.NotOk wrong = notOk(tcp(peer, "write-before-read").getFirst());
      assertEquals(
          "corrupted: bytes changed in place; first difference at offset 20000", wrong.message());
      assertOneByteDiffers(wrong.evidence(), 19_992, 8);
    }
  }

  @Test
  void bytesLeftOutAreTruncation() throws Exception {
    LyingPeer.Lie lie = (connection, offset, bytes) -> at(offset, bytes, 30_000, 10, new byte[0]);
    try (LyingPeer peer = LyingPeer.tcp(lie)) {
      assertNamed("truncated: 10 bytes missing", tcp(peer, "write-before-read"));
    }
  }

  @Test
  void anEndBeforeAllIsBackIsTruncationWithBothCounts() throws Exception {
    LyingPeer.Lie lie =
        (connection, offset, bytes) ->
            offset >= 4096
                ? null
                : Arrays.copyOf(bytes, (int) Math.min(bytes.length, 4096 - offset));
    try (LyingPeer peer = LyingPeer.tcp(lie)) {
      String message = notOk(tcp(peer, "lines", "slow-reader").getLast()).message();
      // Unread input makes the kernel reset, which may come before the bytes that were sent.
      assertTrue(
          message.matches(".*(truncated: FIN|the server reset the connection) after \\d+ of .*"),
          message);
    }
  }

  @Test
  void silenceIsToldWithBothCounts() throws Exception {
    LyingPeer.Lie lie = (connection, offset, bytes) -> offset < 50 ? bytes : new byte[0];
    try (LyingPeer peer = LyingPeer.tcp(lie)) {
      assertNamed(
          "byte 51 of 100, sent alone: nothing received for 2 s after 0 of 1 byte",
          tcp(peer, "byte-drip"));
    }
  }

  @Test
  void bytesThatComeTwiceAreDuplication() throws Exception {
    LyingPeer.Lie lie =
        (connection, offset, bytes) ->
            offset < 40_000 && 40_000 <= offset + bytes.length ? twice(bytes) : bytes;
    try (LyingPeer peer = LyingPeer.tcp(lie)) {
      assertNamed("duplicated: what was sent at offset ", tcp(peer, "write-before-read"));
    }
  }

  @Test
  void aLastByteThatComesTwiceIsDuplication() throws Exception {
    try (LyingPeer peer = LyingPeer.tcp((connection, offset, bytes) -> twice(bytes))) {
      assertNamed("duplicated: 1 byte or more than were sent", tcp(peer, "single-byte"));
    }
  }

  @Test
  void bytesThatNobodySentAreInsertion() throws Exception {
    byte[] banner = "220 welcome\r\n".getBytes(StandardCharsets.US_ASCII);
    LyingPeer.Lie lie = (connection, offset, bytes) -> at(offset, bytes, 0, 0, banner);
    try (LyingPeer peer = LyingPeer.tcp(lie)) {
      assertNamed(
          "inserted: 13 bytes that were not sent; first difference at offset 0",
          tcp(peer, "write-before-read"));
    }
  }

  /** The one pair that is swapped is connections 6 and 7: one opening before the checks pins. */
  @Test
  void aSwappedConnectionIsNamed() throws Exception {
    Map<Integer, byte[]> said = new ConcurrentHashMap<>();
    CountDownLatch seven = new CountDownLatch(1);
    LyingPeer.Lie lie =
        (connection, offset, bytes) -> {
          said.putIfAbsent(connection, bytes);
          if (connection == 7) {
            seven.countDown();
          }
          if (connection != 6) {
            return bytes;
          }
          await(seven);
          return said.get(7);
        };
    try (LyingPeer peer = LyingPeer.tcp(lie)) {
      assertNamed(
          "connection 6 of 100: swapped: bytes of connection 7 from its offset 0 on; first"
              + " difference at offset 0",
          tcp(peer, "interleaved"));
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aServerThatTakesOneClientFailsWithTheSecond() throws Exception {
    LyingPeer.Lie lie = (connection, offset, bytes) -> connection < 2 ? bytes : new byte[0];
    try (LyingPeer peer = LyingPeer.tcp(lie)) {
      assertNamed(
          "connection 2 of 100: nothing received for 2 s after 0 of 256 bytes",
          tcp(peer, "interleaved"));
    }
  }

  @Test
  void nobodyThereIsSaidBeforeAnyCheck() throws Exception {
    int port;
    try (ServerSocket taken = new ServerSocket(0)) {
      port = taken.getLocalPort();
    }
    Endpoint endpoint = new Endpoint.Tcp(new HostPort("127.0.0.1", port));
    assertThrows(ConnectFailedException.class, () -> mode(endpoint));
  }

  /** A run that is stopped ends at once, and reports no check that it did not finish. */
  @Test
  void aStopEndsTheCheckThatRuns() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    LyingPeer.Lie lie =
        (connection, offset, bytes) -> {
          asked.countDown();
          return new byte[0];
        };
    try (LyingPeer peer = LyingPeer.tcp(lie)) {
      Endpoint endpoint = new Endpoint.Tcp(new HostPort("127.0.0.1", peer.port()));
      CheckMode mode = CheckMode.to(endpoint, options(), Duration.ofHours(1), check -> true);
      List<CheckResult> results = new ArrayList<>();
      Thread stopper = Thread.ofVirtual().start(() -> stopAfter(asked, mode));
      assertFalse(mode.run(results::add));
      stopper.join();
      assertEquals(List.of(), results);
    }
  }

  private static void stopAfter(CountDownLatch asked, CheckMode mode) {
    await(asked);
    mode.stop();
  }
}
