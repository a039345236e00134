package dev.echo7.client.line;

import dev.echo7.client.connect.EchoSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** The thread that sends the input to the server, as it comes and 8-bit clean. */
final class InputPump implements Runnable {
  private static final int BUFFER_SIZE = 64 * 1024;
  private static final byte CR = '\r';
  private static final byte LF = '\n';

  private final ReadableByteChannel input;
  private final EchoSession session;
  private final LineLedger ledger;
  private final boolean crlf;
  private byte lastByte;

  InputPump(ReadableByteChannel input, EchoSession session, LineLedger ledger, boolean crlf) {
    this.input = input;
    this.session = session;
    this.ledger = ledger;
    this.crlf = crlf;
  }

  @Override
  public void run() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_SIZE);
    try {
      while (StandardStream.read(input, buffer.clear())) {
        ByteBuffer bytes = crlf ? withCrLf(buffer.flip()) : buffer.flip();
        ledger.sending(bytes);
        if (!send(bytes)) {
          return;
        }
      }
      ledger.inputEnded();
    } catch (IOException e) {
      ledger.inputFailed(e);
    }
  }

  /** Returns false if the connection is broken; the thread that receives reports why. */
  private boolean send(ByteBuffer bytes) {
    try {
      session.write(bytes);
      return true;
    } catch (IOException e) {
      ledger.sendFailed(e);
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
