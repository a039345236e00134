package dev.echo7.client.line;

import dev.echo7.client.connect.EchoSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The lecture's echoclient: what is read goes to the server, what comes back is written.
 *
 * <p>Both at the same time, where the lecture takes turns: a server that speaks first is seen, an
 * answer of any length is shown whole, and a file of gigabytes cannot deadlock against the server's
 * own output. One thread reads the input and sends ({@link InputPump}); the calling thread receives
 * and writes. Memory is constant. Used once.
 */
public final class LineMode {
  /** How soon to try again where somebody made a standard stream non-blocking. */
  static final long NONBLOCKING_RETRY_NS = 5_000_000;

  private static final int BUFFER_SIZE = 64 * 1024;
  private static final long END_OF_INPUT_PATIENCE_MS = 100;

  /**
   * How to behave.
   *
   * @param halfCloseAtOnce send our FIN as soon as the input ends, not when its echo has arrived:
   *     nc's {@code -N}
   * @param crlf send CR LF for LF: nc's {@code -C}
   * @param idleTimeout end when nothing was sent or received for so long; null for never
   */
  public record Options(boolean halfCloseAtOnce, boolean crlf, @Nullable Duration idleTimeout) {}

  private final EchoSession session;
  private final Options options;
  private final ReadableByteChannel input;
  private final WritableByteChannel output;
  private final Exchange exchange;

  /**
   * @param input read until its end; not closed
   * @param output gets what comes back, unbuffered; not closed
   */
  public LineMode(
      EchoSession session, Options options, ReadableByteChannel input, WritableByteChannel output) {
    this.session = session;
    this.options = options;
    this.input = input;
    this.output = output;
    this.exchange = new Exchange(session, options.halfCloseAtOnce);
  }

  /**
   * Runs until the server has closed, the time is out, or either end of the pipe is unusable. The
   * session is closed then.
   */
  public LineReport run() {
    Thread pump =
        Thread.ofPlatform()
            .daemon()
            .name("input")
            .start(new InputPump(input, session, exchange, options.crlf));
    if (options.idleTimeout != null) {
      new IdleWatch(exchange, session, options.idleTimeout).start();
    }
    LineReport.@Nullable Problem problem = receive();
    awaitEndOfInput(pump);
    LineReport report = exchange.report(problem);
    closeQuietly();
    return report;
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
      exchange.receiving(buffer.flip());
      try {
        write(buffer);
      } catch (IOException e) {
        return new LineReport.Problem.Output(e);
      }
      exchange.halfCloseIfDone();
    }
  }

  private void write(ByteBuffer bytes) throws IOException {
    exchange.writing(true);
    while (bytes.hasRemaining()) {
      if (output.write(bytes) == 0) {
        LockSupport.parkNanos(NONBLOCKING_RETRY_NS);
      }
    }
    exchange.writing(false);
  }

  /**
   * A server that closes as the input ends is not early: the other thread may be about to see it.
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
      // All that mattered has been received or has failed before.
    }
  }
}
