package dev.echo7.client.load;

import static dev.echo7.client.ping.PingPeer.Answer;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.MachineDelay;
import dev.echo7.client.connect.ConnectOptions;
import dev.echo7.client.ping.PingPeer;
import dev.echo7.result.LoadRun;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;

/** What tests of a load share: its shapes, and a run against a peer that keeps to a schedule. */
abstract class LoadTrial {
  static final int SIZE = 64;

  /** On the way of a frame so many threads, of ours and of the peer, are woken. */
  private static final int DELAYS = 4;

  private final MachineDelay machine = new MachineDelay();

  static final PingPeer.Schedule ECHO = (n, frame, from) -> Answer.of(frame);

  static LoadOptions open(int connections, double rate, Duration duration) {
    return LoadOptions.of(connections, duration)
        .rate(rate)
        .size(SIZE)
        .depth(LoadOptions.defaultDepth(connections, rate))
        .patience(Duration.ofSeconds(1))
        .build();
  }

  static LoadOptions closed(int connections, Duration duration) {
    return open(connections, 0, duration);
  }

  static LoadOptions withDepth(LoadOptions options, int depth) {
    return options.toBuilder().depth(depth).build();
  }

  static PingPeer tcp(PingPeer.Schedule schedule) throws IOException {
    return PingPeer.tcp(SIZE, schedule);
  }

  static LoadRun run(PingPeer peer, LoadOptions options) throws IOException {
    return LoadMode.to(peer.endpoint(), ConnectOptions.DEFAULT, options, new LoadListener() {}, 1)
        .run();
  }

  void assertTime(double expectedNs, double ns) {
    assertTrue(
        ns > expectedNs * 0.98 && ns < expectedNs + slackNs(),
        () -> ns / 1e6 + " ms, not " + expectedNs / 1e6);
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
