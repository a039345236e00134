package dev.echo7.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Output that is not always taken at once. */
@Timeout(60)
class StandardStreamTest {
  private static final int PIPE_BUF = 4_096;

  private final ByteArrayOutputStream taken = new ByteArrayOutputStream();

  @Test
  void aFullNonBlockingPipeGetsEveryByteOnce() throws Exception {
    byte[] bytes = new byte[100_000];
    new Random(7).nextBytes(bytes);
    try (OutputStream out = new StandardStream(new NonBlockingPipe()).unwatched()) {
      out.write(bytes);
    }
    assertArrayEquals(bytes, taken.toByteArray());
  }

  @Test
  void aFailureThatIsOutlivedIsNotRemembered() {
    StandardStream stream =
        new StandardStream(
            new OutputStream() {
              @Override
              public void write(int oneByte) throws IOException {
                throw new IOException("No space left on device");
              }
            });
    assertThrows(IOException.class, () -> stream.unwatched().write(new byte[] {7}));
    assertFalse(stream.isLost());
  }

  /**
   * Full at every second write; as pipe(7) has it, what is longer than PIPE_BUF goes in in part.
   */
  private final class NonBlockingPipe extends OutputStream {
    private boolean full;

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      full = !full;
      if (full || length > PIPE_BUF) {
        taken.write(bytes, offset, length > PIPE_BUF ? length / 2 : 0);
        throw new IOException("Resource temporarily unavailable");
      }
      taken.write(bytes, offset, length);
    }

    @Override
    public void write(int oneByte) throws IOException {
      write(new byte[] {(byte) oneByte}, 0, 1);
    }
  }
}
