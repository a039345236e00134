package dev.echo7.client.line;

import dev.echo7.client.connect.DatagramSession;
import dev.echo7.measure.AwakeClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The lecture's echoclient over UDP: each line is sent as a datagram, and each datagram that comes
 * is written.
 *
 * <p>UDP may lose, duplicate and reorder. So each reply is compared with what was sent (by length
 * and CRC32C), and each missing reply is reported. To stay within what a healthy path can carry, at
 * most 128 datagrams are in flight, and at most 5,000 per second are sent.
 *
 * <p>One thread reads the input and sends ({@link DatagramPump}); the calling thread receives and
 * writes. Used once.
 */
public final class DatagramLineMode {
  /** How long to wait for a reply by default. */
  public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(2);

  /** Larger than any datagram, so that none is truncated. */
  private static final int BUFFER_BYTES = 64 * 1024;

  private static final Duration LOOK_EVERY = Duration.ofHours(1);

  private final DatagramSession session;
  private final DatagramLedger ledger;
  private final DatagramPump pump;
  private final WritableByteChannel output;

  /**
   * @param input read to its end; not closed
   * @param output receives what comes back, unbuffered; not closed
   * @param crlf send CR LF for LF: nc's {@code -C}
   * @param patience how long to wait for a reply; null for {@link #DEFAULT_PATIENCE}
   */
  public DatagramLineMode(
      DatagramSession session,
      ReadableByteChannel input,
      WritableByteChannel output,
      boolean crlf,
      @Nullable Duration patience) {
    this.session = session;
    this.ledger = new DatagramLedger((patience == null ? DEFAULT_PATIENCE : patience).toNanos());
    this.pump = new DatagramPump(input, session, ledger, crlf);
    this.output = output;
  }

  /** Runs until the input has ended and every reply has come or is overdue. */
  public DatagramReport run() {
    AwakeClock.watch();
    Thread.ofPlatform().daemon().name("input").start(pump);
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    try {
      long waitNs = ledger.expire();
      while (!ledger.isDone()) {
        if (session.receive(buffer.clear(), shorter(waitNs), this::refused)) {
          take(buffer);
        }
        waitNs = ledger.expire();
      }
      // Also reports what had arrived by then.
      while (session.receiveNow(buffer.clear(), this::refused)) {
        take(buffer);
      }
    } catch (IOException e) {
      ledger.fail(new DatagramReport.Problem.Network(e));
    }
    return ledger.report();
  }

  private void refused(String reason) {
    ledger.refused(reason, false);
  }

  private void take(ByteBuffer datagram) {
    ledger.receiving(datagram.flip());
    write(datagram);
  }

  private static Duration shorter(long waitNs) {
    return waitNs < LOOK_EVERY.toNanos() ? Duration.ofNanos(waitNs) : LOOK_EVERY;
  }

  private void write(ByteBuffer bytes) {
    try {
      StandardStream.write(output, bytes);
    } catch (IOException e) {
      ledger.fail(new DatagramReport.Problem.Output(e));
    }
  }
}
