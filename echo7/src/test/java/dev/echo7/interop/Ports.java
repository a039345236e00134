package dev.echo7.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;

/** The ports of the servers of others, which cannot say what port 0 became. */
public final class Ports {
  private static final String LISTEN = "0A";

  private Ports() {}

  /**
   * Waits until somebody listens, without connecting: some servers serve the first client and end.
   */
  public static void awaitListener(int port, Program server) {
    long endNs = System.nanoTime() + Program.PATIENCE.toNanos();
    while (!hasListener(port)) {
      Assertions.assertTrue(
          System.nanoTime() - endNs < 0 && server.isAlive(),
          () -> "does not listen on port " + port + ": " + server);
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
  }

  /** proc_net_tcp(5): {@code sl local_address rem_address st}, addresses and ports in hex. */
  private static boolean hasListener(int port) {
    String local = String.format(Locale.ROOT, ":%04X", port);
    return Stream.of("/proc/net/tcp", "/proc/net/tcp6")
        .map(Path::of)
        .filter(Files::exists)
        .flatMap(Ports::lines)
        .map(line -> line.strip().split("\\s+", -1))
        .anyMatch(words -> words.length > 3 && words[1].endsWith(local) && words[3].equals(LISTEN));
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
