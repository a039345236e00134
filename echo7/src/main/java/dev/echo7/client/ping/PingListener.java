package dev.echo7.client.ping;

import dev.echo7.verify.Fault;

/**
 * Receives the events of a run; one call at a time, from any thread. A slow listener delays the
 * next probe.
 */
public interface PingListener {

  /** The address is known; nothing has been sent to it yet. */
  default void started(String place) {}

  /** A probe is being sent. */
  default void sent(long sequence) {}

  /** An intact echo has come. */
  default void reply(PingReply reply) {}

  /** The next probe is due, and this one has no reply. */
  default void unanswered(long sequence) {}

  /** Wrong bytes have come, or frames are known to be lost. */
  default void fault(Fault fault) {}

  /**
   * The connection could not be opened or failed, or an ICMP error reports that a probe did not
   * arrive.
   */
  default void error(long sequence, String message) {}
}
