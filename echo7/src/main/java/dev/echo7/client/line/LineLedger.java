package dev.echo7.client.line;

import dev.echo7.client.connect.EchoSession;
import dev.echo7.measure.AwakeClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What has gone out and what has come back on one connection, shared by the thread that sends and
 * the one that receives.
 *
 * <p>Whether the bytes are the same is told by CRC32C over either direction, in constant memory.
 */
final class LineLedger {
  private final EchoSession session;
  private final boolean halfCloseAtOnce;
  private final long startNs = AwakeClock.nowNs();
  private final CRC32C sentCrc = new CRC32C();
  private final CRC32C receivedCrc = new CRC32C();
  private long sent;
  private long received;
  private long lastActivityNs = startNs;
  private boolean inputEnded;
  private boolean halfClosed;
  private boolean idle;
  private boolean writing;
  private @Nullable IOException inputFailure;

  LineLedger(EchoSession session, boolean halfCloseAtOnce) {
    this.session = session;
    this.halfCloseAtOnce = halfCloseAtOnce;
  }

  /** These bytes are about to be sent. */
  synchronized void sending(ByteBuffer bytes) {
    sent += bytes.remaining();
    sentCrc.update(bytes.duplicate());
    lastActivityNs = AwakeClock.nowNs();
  }

  /** These bytes have arrived. */
  synchronized void receiving(ByteBuffer bytes) {
    received += bytes.remaining();
    receivedCrc.update(bytes.duplicate());
    lastActivityNs = AwakeClock.nowNs();
  }

  /** All of the input is on its way. */
  synchronized void inputEnded() {
    inputEnded = true;
    halfCloseIfDone();
  }

  /** The input cannot be read any further. */
  synchronized void inputFailed(IOException failure) {
    inputFailure = failure;
    inputEnded();
  }

  /** Sends our FIN once the input is at its end and its echo is complete, or not waited for. */
  synchronized void halfCloseIfDone() {
    if (inputEnded && !halfClosed && (halfCloseAtOnce || received >= sent)) {
      halfClosed = true;
      try {
        session.shutdownOutput();
      } catch (IOException e) {
        // The connection is gone; the thread that receives finds out and reports it.
      }
    }
  }

  /** What was received is being written: as long as that takes, the network is not to blame. */
  synchronized void writing(boolean busy) {
    writing = busy;
    lastActivityNs = AwakeClock.nowNs();
  }

  /** How long nothing has been sent or received. */
  synchronized long idleNs() {
    return writing ? 0 : AwakeClock.nowNs() - lastActivityNs;
  }

  /** The time is out. */
  synchronized void idle() {
    idle = true;
  }

  /**
   * What came of it.
   *
   * @param ended what ended it, other than the server's regular end; null for that
   */
  synchronized LineReport report(LineReport.@Nullable Problem ended) {
    boolean identical = received == sent && sentCrc.getValue() == receivedCrc.getValue();
    return new LineReport(
        sent, received, identical, AwakeClock.nowNs() - startNs, problem(ended, identical));
  }

  private LineReport.@Nullable Problem problem(
      LineReport.@Nullable Problem ended, boolean identical) {
    if (inputFailure != null) {
      return new LineReport.Problem.Input(inputFailure);
    }
    if (idle) {
      return received == sent ? null : new LineReport.Problem.Idle();
    }
    if (ended == null) {
      return inputEnded ? null : new LineReport.Problem.ClosedEarly();
    }
    // A reset in answer to our FIN takes nothing away from a complete echo.
    boolean complete =
        ended instanceof LineReport.Problem.Connection
            && inputEnded
            && identical
            && !session.endIsAuthenticated();
    return complete ? null : ended;
  }
}
