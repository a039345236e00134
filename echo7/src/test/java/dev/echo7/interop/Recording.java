package dev.echo7.interop;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Predicate;

/** What a program has written to one of its streams so far, taken down on a thread of its own. */
final class Recording {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private boolean ended;

  static Recording of(InputStream stream) {
    Recording recording = new Recording();
    Thread.ofVirtual().start(() -> recording.take(stream));
    return recording;
  }

  private void take(InputStream stream) {
    byte[] buffer = new byte[64 * 1024];
    try (stream) {
      for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
        add(buffer, count);
      }
    } catch (IOException e) {
      // The program was killed; what it had written until then stands.
    }
    end();
  }

  private synchronized void add(byte[] buffer, int count) {
    bytes.write(buffer, 0, count);
    notifyAll();
  }

  private synchronized void end() {
    ended = true;
    notifyAll();
  }

  synchronized byte[] bytes() {
    return bytes.toByteArray();
  }

  String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  /** Returns false if the stream ends, or the time is out, before the text is as wanted. */
  synchronized boolean await(Predicate<String> wanted, Duration patience)
      throws InterruptedException {
    long endNs = System.nanoTime() + patience.toNanos();
    while (!wanted.test(text())) {
      long leftMs = Duration.ofNanos(endNs - System.nanoTime()).toMillis();
      if (ended || leftMs <= 0) {
        return false;
      }
      wait(leftMs);
    }
    return true;
  }

  /** Returns false if the time is out before the stream ends. */
  synchronized boolean awaitEnd(Duration patience) throws InterruptedException {
    long endNs = System.nanoTime() + patience.toNanos();
    while (!ended) {
      long leftMs = Duration.ofNanos(endNs - System.nanoTime()).toMillis();
      if (leftMs <= 0) {
        return false;
      }
      wait(leftMs);
    }
    return true;
  }
}
