package dev.echo7.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.net.AddressFamily;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import java.io.ByteArrayOutputStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each verdict names the lie that the server told. */
@Timeout(60)
class CheckModeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

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
          "corrupted: bytes changed in their place; the first byte that differs is at offset 20000",
          wrong.message());
      assertOneByteDiffers(wrong.evidence(), 19_992, 8);
    }
  }

  /** Two lines of 16 bytes, with one that is another. */
  private static void assertOneByteDiffers(List<String> evidence, int offset, int index) {
    assertEquals(2, evidence.size(), evidence::toString);
    String sent = "offset " + offset + " sent: ";
    String came = "offset " + offset + " came: ";
    assertTrue(evidence.getFirst().startsWith(sent), evidence::toString);
    assertTrue(evidence.getLast().startsWith(came), evidence::toString);
    String[] one = evidence.getFirst().substring(sent.length()).split(" ", -1);
    String[] two = evidence.getLast().substring(came.length()).split(" ", -1);
    assertEquals(16, one.length);
    assertEquals(16, two.length);
    assertEquals(Integer.parseInt(one[index], 16), Integer.parseInt(two[index], 16) ^ 0x01);
    two[index] = one[index];
    assertEquals(List.of(one), List.of(two));
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
          "byte 51 of 100, sent alone: nothing came for 2 s after 0 of 1 bytes",
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
          "inserted: 13 bytes that nobody sent; the first byte that differs is at offset 0",
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
          "connection 6 of 100: swapped: bytes of connection 7 from its offset 0 on;"
              + " the first byte that differs is at offset 0",
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
          "connection 2 of 100: nothing came for 2 s after 0 of 256 bytes",
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

  private static byte[] twice(byte[] bytes) {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(bytes);
    both.writeBytes(bytes);
    return both.toByteArray();
  }

  /** Replaces bytes from a place of the stream on, if it is in these. */
  private static byte[] at(long offset, byte[] bytes, long place, int remove, byte[] put) {
    int index = (int) (place - offset);
    if (index < 0 || index + remove >= bytes.length) {
      return bytes;
    }
    ByteArrayOutputStream changed = new ByteArrayOutputStream();
    changed.write(bytes, 0, index);
    changed.writeBytes(put);
    changed.write(bytes, index + remove, bytes.length - index - remove);
    return changed.toByteArray();
  }

  private static void assertNamed(String start, List<CheckResult> results) {
    String message = notOk(results.getFirst()).message();
    assertTrue(message.startsWith(start), message);
  }

  private static CheckVerdict.NotOk notOk(CheckResult result) {
    return assertInstanceOf(CheckVerdict.NotOk.class, result.verdict(), result::toString);
  }

  private static List<CheckResult> tcp(LyingPeer peer, String... names) throws Exception {
    return run(new Endpoint.Tcp(new HostPort("127.0.0.1", peer.port())), names);
  }

  private static List<CheckResult> udp(LyingPeer peer, String... names) throws Exception {
    return run(new Endpoint.Udp(new HostPort("127.0.0.1", peer.port())), names);
  }

  private static List<CheckResult> run(Endpoint endpoint, String... names) throws Exception {
    List<CheckResult> results = new ArrayList<>();
    assertTrue(mode(endpoint, names).run(results::add));
    Iterator<String> wanted = Stream.of(names).iterator();
    results.stream()
        .limit(names.length)
        .forEach(r -> assertEquals(wanted.next(), r.check().name()));
    return results;
  }

  private static CheckMode mode(Endpoint endpoint, String... names) throws Exception {
    List<String> wanted = List.of(names);
    return CheckMode.to(
        endpoint, options(), PATIENCE, check -> wanted.isEmpty() || wanted.contains(check.name()));
  }

  private static ConnectOptions options() {
    return new ConnectOptions(AddressFamily.ANY, null, 0, PATIENCE, false);
  }
}
