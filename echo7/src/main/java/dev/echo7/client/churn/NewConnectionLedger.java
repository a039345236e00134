package dev.echo7.client.churn;

import dev.echo7.client.connect.DatagramOutput;
import dev.echo7.client.connect.NotSentException;
import dev.echo7.client.connect.ThisMachine;
import dev.echo7.client.load.LoadLedger;
import dev.echo7.client.load.LoadSchedule;
import dev.echo7.measure.AwakeClock;
import dev.echo7.measure.StepRecorder;
import dev.echo7.measure.StepTimes;
import dev.echo7.net.failure.FailureText;
import dev.echo7.net.failure.Situation;
import dev.echo7.verify.Fault;
import dev.echo7.verify.OtherProtocolException;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;

/**
 * Records what becomes of the new connections of one loop. A connection is measured by when it was
 * due. Used by the thread of the loop; {@link #steps} by any.
 */
final class NewConnectionLedger {
  private final LoadSchedule schedule;
  private final LoadLedger ledger;
  private final boolean isOpenLoop;
  private final StepRecorder steps = new StepRecorder();

  /** Frames of the warm-up that were lost, if no measured frame has been sent. */
  private long lostBefore;

  private boolean hasMeasured;

  /**
   * When a connection began.
   *
   * @param dueNs when it was due; in a closed loop, when it began
   * @param possibleNs since when there was a place for it
   * @param startNs when it began
   */
  record Start(long dueNs, long possibleNs, long startNs) {}

  NewConnectionLedger(LoadSchedule schedule, LoadLedger ledger, boolean isOpenLoop) {
    this.schedule = schedule;
    this.ledger = ledger;
    this.isOpenLoop = isOpenLoop;
  }

  /** A connection is established. */
  void connected(Start start, long nowNs) {
    if (isTimed(start, nowNs)) {
      steps.connected(nowNs - start.startNs());
    }
  }

  /** A TLS handshake is over. */
  void secured(Start start, long connectedNs, long nowNs) {
    if (isTimed(start, nowNs)) {
      steps.secured(nowNs - connectedNs);
    }
  }

  /** A frame has been sent. Our lateness is that of its connection. */
  void sent(Start start) {
    hasMeasured |= schedule.isMeasured(start.dueNs());
    if (isOpenLoop) {
      ledger.sent(start.dueNs(), start.possibleNs(), start.startNs());
    } else {
      ledger.sentUnscheduled(start.startNs());
    }
  }

  /** An intact echo has come. */
  void verified(Start start, long sentNs, long receivedNs) {
    ledger.verified(start.dueNs(), start.startNs(), receivedNs);
    if (isTimed(start, receivedNs)) {
      steps.echoed(receivedNs - sentNs);
    }
  }

  private boolean isTimed(Start start, long nowNs) {
    return schedule.isMeasured(start.dueNs())
        && !AwakeClock.stoodStillBetween(start.startNs(), nowNs);
  }

  void fault(Fault fault) {
    if (fault.kind() == Fault.Kind.LOST && !hasMeasured) {
      lostBefore += fault.count();
    }
    ledger.fault(fault);
  }

  /**
   * A connection failed before its frame was sent.
   *
   * @return whether this machine was the reason
   */
  boolean notOpened(Start start, IOException reason) {
    boolean isOurs = reason instanceof NotSentException || ThisMachine.keptFromConnecting(reason);
    if (isOurs) {
      ledger.hindered(ThisMachine.words(reason, null));
      ledger.notSent(start.dueNs());
    } else {
      ledger.error(FailureText.of(reason));
      ledger.unsent(start.dueNs());
    }
    return isOurs;
  }

  /** A connection was due while this machine cannot open any. */
  void skipped(long dueNs) {
    ledger.notSent(dueNs);
  }

  /**
   * A connection broke after its frame was sent.
   *
   * @param isClosing whether its echo had come
   */
  void broken(IOException reason, boolean isClosing) {
    if (reason instanceof OtherProtocolException) {
      ledger.error(FailureText.of(reason));
      schedule.endAt(AwakeClock.nowNs());
    } else {
      ledger.error(FailureText.of(reason, Situation.TALK) + (isClosing ? " after the echo" : ""));
    }
  }

  /** An ICMP error came instead of the echo of a datagram. */
  void reported(IOException report) {
    ledger.error(DatagramOutput.words(report, null));
  }

  /** The server did not end its side of a connection within this time. */
  void notClosed(Duration limit) {
    ledger.error(
        String.format(
            Locale.ROOT,
            "the server did not close the connection within %.1f s after the client did",
            limit.toNanos() / 1e9));
  }

  /** A connection was due, and none of the places became free. */
  void unsent(long dueNs) {
    ledger.unsent(dueNs);
  }

  /** The load is over. If no measured frame was sent, the losses of the warm-up count. */
  void end() {
    if (!hasMeasured && schedule.endNs() > schedule.fromNs()) {
      ledger.lostBefore(lostBefore);
    }
  }

  /** The times of all measured steps so far. */
  StepTimes steps() {
    return steps.total();
  }
}
