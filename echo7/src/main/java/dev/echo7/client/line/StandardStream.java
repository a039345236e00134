package dev.echo7.client.line;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads and writes standard streams, which block as a rule; but any process that shares the
 * terminal or the pipe can make them non-blocking. Then these wait.
 */
final class StandardStream {
  private static final long RETRY_NS = 5_000_000;

  private StandardStream() {}

  /** Reads at least one byte; returns false at the end of the stream. */
  static boolean read(ReadableByteChannel input, ByteBuffer into) throws IOException {
    int read = input.read(into);
    while (read == 0) {
      LockSupport.parkNanos(RETRY_NS);
      read = input.read(into);
    }
    return read > 0;
  }

  /** Writes all that remains in the buffer. */
  static void write(WritableByteChannel output, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      if (output.write(bytes) == 0) {
        LockSupport.parkNanos(RETRY_NS);
      }
    }
  }
}
