package dev.echo7.elsewhere;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.Program;
import dev.echo7.interop.packaging.Installed;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A server with a low thread limit: for each limit it either serves and ends on SIGTERM, or prints
 * in one line that it cannot start. RLIMIT_NPROC counts per user, so it runs as a user without
 * other processes.
 */
final class FewThreadsIT {
  private static final Pattern OUTCOME =
      Pattern.compile("at most |cannot start|not enough resources");

  /** Nobody else's, not even another run's of this test. */
  private static final long USER = 100_000 + ProcessHandle.current().pid();

  private static final int FEWEST = 16;
  private static final int MOST = 40;
  private static final int FEWEST_BESIDE_ADMIN = 18;
  private static final int MOST_BESIDE_ADMIN = 25;
  private static final Pattern REFUSED = Pattern.compile("cannot |not enough resources");
  private static final int STEPS_THAT_SERVE = 3;

  @Test
  void endsBySigtermWithTheFewestThreadsThatItStartsWith() {
    Assumptions.assumeTrue(
        "root".equals(System.getProperty("user.name")), "to be another user needs root");
    List<Integer> served = new ArrayList<>();
    for (int threads = FEWEST; threads <= MOST && served.size() < STEPS_THAT_SERVE; threads++) {
      try (Program server = start(threads)) {
        server.awaitStderr(text -> OUTCOME.matcher(text).find());
        if (server.stderr().contains("at most ")) {
          server.signal("TERM");
          assertEquals(0, server.exitCode(), server::toString);
          served.add(threads);
        } else {
          assertRefused(server);
        }
      }
    }
    assertEquals(STEPS_THAT_SERVE, served.size(), () -> "starts with " + served);
  }

  /** At any moment: the JVM needs a thread to handle a signal, and takes the last free one. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void endsBySigtermAtAnyMomentWithoutAFreeThread(int round) {
    Assumptions.assumeTrue(
        "root".equals(System.getProperty("user.name")), "to be another user needs root");
    for (int threads = FEWEST_BESIDE_ADMIN; threads <= MOST_BESIDE_ADMIN; threads++) {
      try (Program server = start(threads, "--admin", "127.0.0.1:0")) {
        server.awaitStderr(
            text -> text.contains("admin endpoint on") || REFUSED.matcher(text).find());
        if (server.stderr().contains("admin endpoint on")) {
          // Not a wait for something: the moment is what is varied.
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(150 + 350L * round));
          server.signal("TERM");
          assertEquals(0, server.exitCode(), server::toString);
        }
      }
    }
  }

  private static void assertRefused(Program server) {
    assertEquals(1, server.exitCode(), server::toString);
    assertEquals(1, server.stderr().lines().count(), server::toString);
    assertTrue(server.stderr().contains("ulimit -u"), server::toString);
    assertFalse(server.stderr().contains("warning"), server::toString);
  }

  private static Program start(int threads, String... options) {
    List<String> command = new ArrayList<>();
    command.add(Installed.require("prlimit").toString());
    command.add("--nproc=" + threads + ":" + threads);
    command.add(Installed.require("setpriv").toString());
    command.addAll(
        List.of("--reuid=" + USER, "--clear-groups", "--inh-caps=-all", "--bounding-set=-all"));
    command.addAll(List.of("bin/echoserver", "-n", "-q", "--event-loops", "2"));
    command.addAll(List.of(options));
    command.add("127.0.0.1:0");
    return Program.start(command);
  }
}
