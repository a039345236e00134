package dev.echo7.client.line;

import dev.echo7.client.connect.DatagramSession;
import dev.echo7.client.connect.NotSentException;
import dev.echo7.measure.AwakeClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The thread that sends each line of the input, with its line end, in a datagram. */
final class DatagramPump implements Runnable {
  private static final int BUFFER_SIZE = 64 * 1024;
  private static final byte CR = '\r';
  private static final byte LF = '\n';

  /** Half of the 10,000 per second that our server accepts from one source. */
  private static final long SEND_INTERVAL_NS = TimeUnit.SECONDS.toNanos(1) / 5_000;

  private final ReadableByteChannel input;
  private final DatagramSession session;
  private final DatagramLedger ledger;
  private final boolean crlf;
  private final ByteBuffer line;
  private long lines;
  private long nextSendNs = AwakeClock.nowNs();

  DatagramPump(
      ReadableByteChannel input, DatagramSession session, DatagramLedger ledger, boolean crlf) {
    this.input = input;
    this.session = session;
    this.ledger = ledger;
    this.crlf = crlf;
    this.line = ByteBuffer.allocateDirect(session.maxBytes());
  }

  @Override
  public void run() {
    try {
      if (sendLines()) {
        ledger.inputEnded();
      }
    } catch (InterruptedException e) {
      ledger.inputEnded();
    }
    session.wake();
  }

  /** Returns whether all lines were sent. */
  private boolean sendLines() throws InterruptedException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_SIZE);
    while (read(buffer.clear())) {
      buffer.flip();
      while (buffer.hasRemaining()) {
        byte next = buffer.get();
        if (!append(next) || (next == LF && !sendLine())) {
          return false;
        }
      }
    }
    return line.position() == 0 || sendLine();
  }

  /** Returns false at the end of the input, and if it cannot be read. */
  private boolean read(ByteBuffer buffer) {
    try {
      return StandardStream.read(input, buffer);
    } catch (IOException e) {
      ledger.fail(new DatagramReport.Problem.Input(e));
      return false;
    }
  }

  private boolean append(byte next) {
    boolean addCr =
        crlf && next == LF && (line.position() == 0 || line.get(line.position() - 1) != CR);
    if (line.remaining() < (addCr ? 2 : 1)) {
      ledger.fail(new DatagramReport.Problem.LineTooLong(lines + 1, line.capacity()));
      return false;
    }
    if (addCr) {
      line.put(CR);
    }
    line.put(next);
    return true;
  }

  private boolean sendLine() throws InterruptedException {
    lines++;
    line.flip();
    if (!ledger.awaitRoom(line.remaining())) {
      return false;
    }
    pace();
    if (ledger.sending(line)) {
      session.wake();
    }
    try {
      session.send(line, reason -> ledger.refused(reason, true));
      ledger.went();
    } catch (NotSentException e) {
      ledger.notSent(e);
    } catch (IOException e) {
      ledger.fail(new DatagramReport.Problem.Network(e));
      return false;
    }
    line.clear();
    return true;
  }

  private void pace() {
    long aheadNs = nextSendNs - AwakeClock.nowNs();
    while (aheadNs > 0) {
      LockSupport.parkNanos(aheadNs);
      aheadNs = nextSendNs - AwakeClock.nowNs();
    }
    nextSendNs = AwakeClock.nowNs() + SEND_INTERVAL_NS;
  }
}
