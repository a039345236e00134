package dev.echo7.client.line;

import dev.echo7.client.connect.EchoSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.concurrent.locks.LockSupport;

/** The thread that sends: the input to the server, as it comes, 8-bit clean. */
final class InputPump implements Runnable {
  private static final int BUFFER_SIZE = 64 * 1024;
  private static final byte CR = '\r';
  private static final byte LF = '\n';

  private final ReadableByteChannel input;
  private final EchoSession session;
  private final Exchange exchange;
  private final boolean crlf;
  private byte lastByte;

  InputPump(ReadableByteChannel input, EchoSession session, Exchange exchange, boolean crlf) {
    this.input = input;
    this.session = session;
    this.exchange = exchange;
    this.crlf = crlf;
  }

  @Override
  public void run() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_SIZE);
    try {
      while (input.read(buffer.clear()) >= 0) {
        if (buffer.position() == 0) {
          LockSupport.parkNanos(LineMode.NONBLOCKING_RETRY_NS);
          continue;
        }
        ByteBuffer bytes = crlf ? withCrLf(buffer.flip()) : buffer.flip();
        exchange.sending(bytes);
        if (!send(bytes)) {
          return;
        }
      }
      exchange.inputEnded();
    } catch (IOException e) {
      exchange.inputFailed(e);
    }
  }

  /** Returns false if the connection is gone; the thread that receives finds out why. */
  private boolean send(ByteBuffer bytes) {
    try {
      session.write(bytes);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** A copy in which every LF has a CR before it; one that has it already gets no second. */
  private ByteBuffer withCrLf(ByteBuffer bytes) {
    ByteBuffer lines = ByteBuffer.allocate(2 * bytes.remaining());
    while (bytes.hasRemaining()) {
      byte next = bytes.get();
      if (next == LF && lastByte != CR) {
        lines.put(CR);
      }
      lines.put(next);
      lastByte = next;
    }
    return lines.flip();
  }
}
