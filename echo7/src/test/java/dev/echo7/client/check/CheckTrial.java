package dev.echo7.client.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.client.LyingPeer;
import dev.echo7.client.connect.ConnectOptions;
import dev.echo7.net.AddressFamily;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/** What tests of check share: a run against a peer, and what is looked for in its results. */
abstract class CheckTrial {
  static final Duration PATIENCE = Duration.ofSeconds(2);

  static byte[] twice(byte[] bytes) {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(bytes);
    both.writeBytes(bytes);
    return both.toByteArray();
  }

  /** Replaces bytes from a place of the stream on, if it is in these. */
  static byte[] at(long offset, byte[] bytes, long place, int remove, byte[] put) {
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

  static void assertNamed(String start, List<CheckResult> results) {
    String message = notOk(results.getFirst()).message();
    assertTrue(message.startsWith(start), message);
  }

  static CheckVerdict.NotOk notOk(CheckResult result) {
    return assertInstanceOf(CheckVerdict.NotOk.class, result.verdict(), result::toString);
  }

  static List<CheckResult> tcp(LyingPeer peer, String... names) throws Exception {
    return run(new Endpoint.Tcp(new HostPort("127.0.0.1", peer.port())), names);
  }

  static List<CheckResult> udp(LyingPeer peer, String... names) throws Exception {
    return run(new Endpoint.Udp(new HostPort("127.0.0.1", peer.port())), names);
  }

  static List<CheckResult> run(Endpoint endpoint, String... names) throws Exception {
    List<CheckResult> results = new ArrayList<>();
    assertTrue(mode(endpoint, names).run(results::add));
    Iterator<String> wanted = Stream.of(names).iterator();
    results.stream()
        .limit(names.length)
        .forEach(r -> assertEquals(wanted.next(), r.check().name()));
    return results;
  }

  static CheckMode mode(Endpoint endpoint, String... names) throws Exception {
    List<String> wanted = List.of(names);
    return CheckMode.to(
        endpoint, options(), PATIENCE, check -> wanted.isEmpty() || wanted.contains(check.name()));
  }

  static ConnectOptions options() {
    return new ConnectOptions(AddressFamily.ANY, null, 0, PATIENCE, false);
  }

  /** Two lines of 16 bytes, with one that is another. */
  static void assertOneByteDiffers(List<String> evidence, int offset, int index) {
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
}
