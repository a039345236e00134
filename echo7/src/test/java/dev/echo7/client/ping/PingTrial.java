package dev.echo7.client.ping;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.MachineDelay;
import dev.echo7.client.connect.ConnectOptions;
import dev.echo7.net.Endpoint;
import dev.echo7.verify.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** What tests of ping share: a run against a peer, and what was heard of it. */
abstract class PingTrial {
  static final int SIZE = 64;
  static final Duration SHORT = Duration.ofMillis(50);

  /** On the way of a frame so many threads, of ours and of the peer, are woken. */
  private static final int DELAYS = 4;

  private final MachineDelay machine = new MachineDelay();

  final List<String> events = Collections.synchronizedList(new ArrayList<>());
  final List<PingReply> replies = Collections.synchronizedList(new ArrayList<>());

  final PingListener listener =
      new PingListener() {
        @Override
        public void reply(PingReply reply) {
          events.add("reply " + reply.sequence());
          replies.add(reply);
        }

        @Override
        public void unanswered(long sequence) {
          events.add("unanswered " + sequence);
        }

        @Override
        public void fault(Fault fault) {
          events.add(fault.summary());
        }

        @Override
        public void error(long sequence, String message) {
          events.add("error " + sequence);
        }
      };

  static PingPeer tcp(PingPeer.Schedule schedule) throws Exception {
    return PingPeer.tcp(SIZE, schedule);
  }

  static PingPeer.Answer answer(byte[]... parts) {
    return PingPeer.Answer.of(parts);
  }

  static PingOptions options(long count, Duration interval) {
    return new PingOptions(count, interval, false, SIZE, Duration.ofSeconds(2), null, false);
  }

  /** The same with a connection for each probe. */
  static PingOptions reconnecting(PingOptions options) {
    return new PingOptions(
        options.count(),
        options.interval(),
        options.flood(),
        options.size(),
        options.linger(),
        options.deadline(),
        true);
  }

  PingReport run(PingPeer peer, PingOptions options) throws Exception {
    return run(peer, options, 1);
  }

  PingReport run(PingPeer peer, PingOptions options, long seed) throws Exception {
    return run(peer.endpoint(), options, seed);
  }

  PingReport run(Endpoint endpoint, PingOptions options, long seed) throws Exception {
    return mode(endpoint, options, seed).run();
  }

  PingMode mode(Endpoint endpoint, PingOptions options, long seed) throws Exception {
    return PingMode.to(endpoint, ConnectOptions.DEFAULT, options, listener, seed);
  }

  /** A time can only be longer than what was waited for, by what the machine takes. */
  void assertTime(double expectedNs, double actualNs) {
    assertTrue(
        actualNs >= expectedNs * 0.999 && actualNs < expectedNs + slackNs(),
        () -> actualNs / 1e6 + " ms instead of " + expectedNs / 1e6);
  }

  /** By how much a time may be longer than it has to be. */
  double slackNs() {
    return 250e6 + DELAYS * machine.worstNs();
  }

  @AfterEach
  void watchTheMachineNoMore() {
    machine.close();
  }
}
