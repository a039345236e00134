package dev.echo7.server.fault.stage;

import dev.echo7.events.FaultHit;
import dev.echo7.events.ServerEvents;
import dev.echo7.fault.FaultWord;
import dev.echo7.server.echo.OpenConnection;
import dev.echo7.server.echo.Withheld;
import org.jspecify.annotations.Nullable;

/** What the faults of one connection share. On its event loop. */
public final class FaultyConnection {
  private final OpenConnection connection;
  private final Withheld withheld;
  private final long queueBytes;
  private final ServerEvents events;
  private @Nullable Long arrivedNs;
  private @Nullable Runnable whenNothingWaits;

  /**
   * @param connection that they act on
   * @param queueBytes how many bytes may wait in them
   * @param events told of each hit
   */
  public FaultyConnection(OpenConnection connection, long queueBytes, ServerEvents events) {
    this.connection = connection;
    this.withheld = connection.view().withholding();
    this.queueBytes = queueBytes;
    this.events = events;
  }

  public OpenConnection connection() {
    return connection;
  }

  /** The bytes that the faults keep. */
  Withheld withheld() {
    return withheld;
  }

  /** A fault has acted, at this byte of the echo. */
  public void hit(FaultWord word, long at) {
    FaultHit hit = new FaultHit(word.toString(), at, System.nanoTime());
    withheld.note(hit);
    events.faulted(connection.view(), hit);
  }

  /** Bytes begin to wait, or no longer do: reads on if there is room. */
  void hold(long change) {
    withheld.hold(change);
    withheld.allowMore(withheld.waiting() < queueBytes);
    Runnable task = whenNothingWaits;
    if (task != null && withheld.waiting() == 0) {
      whenNothingWaits = null;
      connection.view().channel().eventLoop().execute(task);
    }
  }

  /** Whether bytes of the echo wait. */
  public boolean isHolding() {
    return withheld.waiting() > 0;
  }

  /** Runs a task, on this event loop, once no bytes of the echo wait. One at a time. */
  public void whenNothingWaits(Runnable task) {
    whenNothingWaits = task;
  }

  /** Echoes input that has arrived before, as of then: what it waited is no part of a delay. */
  public void echoLate(long sinceNs, Runnable input) {
    arrivedNs = sinceNs;
    try {
      input.run();
    } finally {
      arrivedNs = null;
    }
  }

  /** When the bytes that are being echoed have arrived. */
  long arrivedNs() {
    Long late = arrivedNs;
    return late == null ? System.nanoTime() : late;
  }
}
