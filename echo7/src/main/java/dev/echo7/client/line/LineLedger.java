package dev.echo7.client.line;

import dev.echo7.client.connect.EchoSession;
import dev.echo7.measure.AwakeClock;
import dev.echo7.net.posix.SystemError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What was sent and what came back on one connection; shared by the thread that sends and the one
 * that receives.
 *
 * <p>The bytes of both directions are compared by CRC32C, in constant memory.
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
  private @Nullable IOException sendFailure;

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

  /** All of the input has been sent. */
  synchronized void inputEnded() {
    inputEnded = true;
    halfCloseIfDone();
  }

  /** Reading the input failed. */
  synchronized void inputFailed(IOException failure) {
    inputFailure = failure;
    inputEnded();
  }

  /** Sending failed: the connection is broken. */
  synchronized void sendFailed(IOException failure) {
    sendFailure = failure;
  }

  /**
   * Sends our FIN once the input has ended and its echo is complete, unless the FIN need not wait
   * for the echo.
   */
  synchronized void halfCloseIfDone() {
    if (inputEnded && !halfClosed && (halfCloseAtOnce || received >= sent)) {
      halfClosed = true;
      try {
        session.shutdownOutput();
      } catch (IOException e) {
        // The connection is gone; the thread that receives finds out and reports it. If all has
        // come back, nothing more can, and it must not wait for an end that our FIN would cause.
        if (received >= sent) {
          closeSession();
        }
      }
    }
  }

  private void closeSession() {
    try {
      session.close();
    } catch (IOException e) {
      // It is closed.
    }
  }

  /** Marks whether received bytes are being written: that time does not count as idle. */
  synchronized void writing(boolean busy) {
    writing = busy;
    lastActivityNs = AwakeClock.nowNs();
  }

  /** How long nothing was sent or received. */
  synchronized long idleNs() {
    return writing ? 0 : AwakeClock.nowNs() - lastActivityNs;
  }

  /** The idle timeout has expired. */
  synchronized void idle() {
    idle = true;
  }

  /**
   * The results.
   *
   * @param ended what ended the session; null for the server's FIN
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
    // The kernel tells of a reset only once. If it told the thread that sends, the other one found
    // the end of the stream.
    IOException broken = sendFailure;
    if (broken != null && SystemError.of(broken) == SystemError.ECONNRESET) {
      return new LineReport.Problem.Connection(broken);
    }
    if (ended == null) {
      return inputEnded ? null : new LineReport.Problem.ClosedEarly();
    }
    // A reset that answers our FIN does not make a complete echo incomplete.
    boolean complete =
        ended instanceof LineReport.Problem.Connection
            && inputEnded
            && identical
            && !session.endIsAuthenticated();
    return complete ? null : ended;
  }
}
