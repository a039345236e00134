package dev.echo7.server.fault;

import dev.echo7.events.FaultHit;
import dev.echo7.events.ServerEvents;
import dev.echo7.fault.FaultWord;
import dev.echo7.server.echo.OpenConnection;
import dev.echo7.server.echo.Withheld;

/**
 * What the faults of one connection share. On its event loop.
 *
 * @param connection that they act on
 * @param withheld the bytes that they keep
 * @param queueBytes how many may wait in them
 * @param events told of each hit
 */
record FaultyConnection(
    OpenConnection connection, Withheld withheld, long queueBytes, ServerEvents events) {

  /** A fault has acted, at this byte of the echo. */
  void hit(FaultWord word, long at) {
    FaultHit hit = new FaultHit(word.toString(), at, System.nanoTime());
    withheld.note(hit);
    events.faulted(connection.view(), hit);
  }

  /** Bytes begin to wait, or no longer do. */
  void hold(long change) {
    withheld.hold(change);
    withheld.allowMore(withheld.waiting() < queueBytes);
  }
}
