package dev.echo7.client.line;

import dev.echo7.client.connect.EchoSession;
import dev.echo7.measure.AwakeClock;
import dev.echo7.measure.Deadline;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The lecture's echoclient: sends what it reads from the input to the server, and writes what comes
 * back.
 *
 * <p>It does both at the same time, where the lecture takes turns. So it shows the greeting of a
 * server that speaks first, and replies of any length; and a file of gigabytes cannot deadlock with
 * the server's own output. One thread reads the input and sends ({@link InputPump}); the calling
 * thread receives and writes. Memory is constant. Used once.
 */
public final class LineMode {
  private static final int BUFFER_SIZE = 64 * 1024;
  private static final long END_OF_INPUT_PATIENCE_MS = 100;

  /**
   * How to behave.
   *
   * @param halfCloseAtOnce send our FIN as soon as the input ends, not when its echo has arrived:
   *     nc's {@code -N}
   * @param crlf send CR LF for LF: nc's {@code -C}
   * @param idleTimeout end after this time without any traffic; null for never
   */
  public record Options(boolean halfCloseAtOnce, boolean crlf, @Nullable Duration idleTimeout) {}

  private final EchoSession session;
  private final Options options;
  private final ReadableByteChannel input;
  private final WritableByteChannel output;
  private final LineLedger ledger;
  private volatile @Nullable Deadline deadline;

  /**
   * @param input read to its end; not closed
   * @param output receives what comes back, unbuffered; not closed
   */
  public LineMode(
      EchoSession session, Options options, ReadableByteChannel input, WritableByteChannel output) {
    this.session = session;
    this.options = options;
    this.input = input;
    this.output = output;
    this.ledger = new LineLedger(session, options.halfCloseAtOnce);
  }

  /**
   * Runs until the server closes, the idle timeout expires, or the input or output fails. Then the
   * session is closed.
   */
  public LineReport run() {
    Thread pump =
        Thread.ofPlatform()
            .daemon()
            .name("input")
            .start(new InputPump(input, session, ledger, options.crlf));
    LineReport.@Nullable Problem problem = receiveUntilIdle(options.idleTimeout);
    awaitEndOfInput(pump);
    LineReport report = ledger.report(problem);
    closeQuietly();
    return report;
  }

  private LineReport.@Nullable Problem receiveUntilIdle(@Nullable Duration timeout) {
    if (timeout == null) {
      return receive();
    }
    AwakeClock.watch();
    try (Deadline idle = new Deadline("idle-watch", this::endIfIdle)) {
      deadline = idle;
      idle.setIn(timeout.toNanos());
      return receive();
    }
  }

  private void endIfIdle() {
    Duration timeout = options.idleTimeout;
    Deadline idle = deadline;
    if (timeout == null || idle == null) {
      return;
    }
    long leftNs = timeout.toNanos() - ledger.idleNs();
    if (leftNs > 0) {
      idle.setIn(leftNs);
    } else {
      ledger.idle();
      closeQuietly(); // The thread that receives finds the connection closed.
    }
  }

  /** Returns null after the server's FIN. */
  private LineReport.@Nullable Problem receive() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_SIZE);
    while (true) {
      try {
        if (session.read(buffer.clear()) < 0) {
          return null;
        }
      } catch (IOException e) {
        return new LineReport.Problem.Connection(e);
      }
      ledger.receiving(buffer.flip());
      try {
        write(buffer);
      } catch (IOException e) {
        return new LineReport.Problem.Output(e);
      }
      ledger.halfCloseIfDone();
    }
  }

  private void write(ByteBuffer bytes) throws IOException {
    ledger.writing(true);
    StandardStream.write(output, bytes);
    ledger.writing(false);
  }

  /**
   * Waits briefly for the other thread to see the end of the input: a server that closes at the
   * same moment is not early.
   */
  private static void awaitEndOfInput(Thread pump) {
    try {
      pump.join(END_OF_INPUT_PATIENCE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void closeQuietly() {
    try {
      session.close();
    } catch (IOException e) {
      // All that matters has been received, or has failed before.
    }
  }
}
