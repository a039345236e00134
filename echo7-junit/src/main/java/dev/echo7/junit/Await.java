package dev.echo7.junit;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Waits for connections or datagrams of a peer. Each method returns as soon as their number is
 * reached, and fails the test if the timeout expires first. Any thread.
 *
 * <pre>{@code
 * peer.await().connections(2, Duration.ofSeconds(1));
 * }</pre>
 */
public final class Await {
  private final PeerRecord record;
  private final Supplier<String> report;

  /**
   * @param report for the message of a failure
   */
  Await(PeerRecord record, Supplier<String> report) {
    this.record = record;
    this.report = report;
  }

  /**
   * Waits until this number of connections has begun: has been accepted and, over TLS, has finished
   * its handshake.
   *
   * <pre>{@code
   * List<PeerConnection> both = peer.await().connections(2, Duration.ofSeconds(1));
   * }</pre>
   *
   * @return the connections so far, oldest first
   * @throws AssertionError if the timeout expires first
   */
  public List<PeerConnection> connections(int count, Duration timeout) {
    await(record::begun, count, timeout, "connections");
    return record.connections();
  }

  /**
   * Waits until this number of connections is closed.
   *
   * <pre>{@code
   * peer.await().closed(1, Duration.ofSeconds(1));
   * }</pre>
   *
   * @return the connections so far, open and closed, oldest first
   * @throws AssertionError if the timeout expires first
   */
  public List<PeerConnection> closed(int count, Duration timeout) {
    await(record::closed, count, timeout, "closed connections");
    return record.connections();
  }

  /**
   * Waits until this number of datagrams has arrived.
   *
   * <pre>{@code
   * PeerDatagram second = peer.await().datagrams(2, Duration.ofSeconds(1)).get(1);
   * }</pre>
   *
   * @return the datagrams so far, oldest first
   * @throws AssertionError if the timeout expires first
   */
  public List<PeerDatagram> datagrams(int count, Duration timeout) {
    await(record::arrived, count, timeout, "datagrams");
    return record.datagrams();
  }

  private void await(LongSupplier seen, int count, Duration timeout, String what) {
    if (!record.changes().await(() -> seen.getAsLong() >= count, timeout)) {
      long number = record.changes().read(seen::getAsLong);
      throw new AssertionError(
          number
              + " "
              + what
              + " after "
              + timeout.toMillis()
              + " ms, not "
              + count
              + "; "
              + report.get());
    }
  }
}
