package dev.echo7.client.ping;

import dev.echo7.verify.Fault;

/**
 * Who is told what becomes of the probes; one call at a time, from any thread. What it does delays
 * the next probe.
 */
public interface PingListener {

  /** The address is known, and nothing has been sent to it yet. */
  default void started(String place) {}

  /** A probe went out. */
  default void sent(long sequence) {}

  /** Its echo is there, and right. */
  default void reply(PingReply reply) {}

  /** The next probe is due, and this one is not answered. */
  default void unanswered(long sequence) {}

  /** Bytes came that are not right. */
  default void fault(Fault fault) {}

  /** The connection could not be made or broke, or the network said that a probe cannot arrive. */
  default void error(long sequence, String message) {}
}
