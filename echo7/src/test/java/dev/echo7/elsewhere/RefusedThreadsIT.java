package dev.echo7.elsewhere;

import dev.echo7.elsewhere.matrix.Cell;
import dev.echo7.elsewhere.matrix.Circumstance;
import dev.echo7.elsewhere.matrix.Mode;
import dev.echo7.elsewhere.matrix.Modes;
import dev.echo7.elsewhere.matrix.Outcome;
import dev.echo7.elsewhere.matrix.Peer;
import dev.echo7.elsewhere.matrix.Sample;
import dev.echo7.elsewhere.matrix.ServedBriefly;
import dev.echo7.interop.packaging.Installed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Threads that the kernel refuses for a while: at each moment of a start, and while a server
 * serves. The limit is somebody else's (a pids cgroup), so nothing can be known of it beforehand.
 */
final class RefusedThreadsIT {
  /** The JVM tries again within milliseconds; this is about half a second of refusals. */
  private static final int IN_A_ROW = 10;

  private static final int LATEST = 30;

  /** At the latest so many threads has the JVM when the first line of our code runs. */
  private static final int THREADS_OF_THE_JVM = 13;

  /** Before that, the JVM itself says what is missing, if it may print at all, and ends. */
  private static final String WORDS_OF_THE_JVM =
      "\\A(Error occurred during initialization of VM\n|Error: A JNI error has occurred|\\z)";

  private static final Outcome OURS = Outcome.worksOrFails(1, "ulimit -u");

  private static final List<Mode> MODES =
      Stream.of(
              "server tcp epoll",
              "server tls epoll",
              "server any address, udp",
              "server admin unix",
              "line tcp",
              "ping --reconnect",
              "load closed",
              "check tls",
              "ctl stats")
          .map(Modes::named)
          .toList();

  private static final Set<String> KNOWN =
      Set.of(
          "server tcp epoll in refused threads from 2 on",
          "server tcp epoll in refused threads from 16 on",
          "ping --reconnect in refused threads from 14 on",
          "load closed in refused threads from 20 on");

  private static @Nullable Peer peer;
  @TempDir private Path folder;

  @BeforeAll
  static void startPeer() {
    Installed.require("strace");
    peer = Peer.here();
  }

  @AfterAll
  static void stopPeer() {
    Objects.requireNonNull(peer).close();
  }

  /** From the n-th thread on that any thread of a program starts, so many are refused. */
  private static Circumstance refusing(int nth) {
    return Circumstance.of(
            "refused threads from " + nth + " on",
            "strace",
            "-D",
            "-f",
            "-o",
            "/dev/null",
            "-e",
            "trace=clone3",
            "-e",
            "inject=clone3:error=EAGAIN:when=" + nth + ".." + (nth + IN_A_ROW))
        .with(mode -> nth > THREADS_OF_THE_JVM ? OURS : OURS.orInTheJvm(WORDS_OF_THE_JVM));
  }

  static List<Cell> cells() {
    List<Circumstance> moments =
        IntStream.rangeClosed(1, LATEST).mapToObj(RefusedThreadsIT::refusing).toList();
    return Sample.of("refused-threads", Cell.of(MODES, moments), KNOWN, 10);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cells")
  void holds(Cell cell) {
    cell.hold(Objects.requireNonNull(peer), folder);
  }

  /** Whoever is connected, or connects, is served; the server ends by the first signal after it. */
  @Test
  void servesOnMeanwhile() throws IOException {
    try (ServedBriefly server = ServedBriefly.start("epoll", "tls", folder)) {
      server.serveThrough("clone3,clone:error=EAGAIN");
      server.program().awaitStderr("cannot start another thread");
      server.assertAsBefore();
      server.assertEndsWhenTold();
    }
  }
}
