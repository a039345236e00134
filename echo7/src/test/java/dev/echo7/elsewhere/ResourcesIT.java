package dev.echo7.elsewhere;

import static dev.echo7.elsewhere.matrix.Outcome.worksOrFails;

import dev.echo7.elsewhere.matrix.Cell;
import dev.echo7.elsewhere.matrix.Circumstance;
import dev.echo7.elsewhere.matrix.Mode;
import dev.echo7.elsewhere.matrix.Modes;
import dev.echo7.elsewhere.matrix.Peer;
import dev.echo7.elsewhere.matrix.Sample;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Scarce resources: descriptors, threads, address space, heap. How much is enough depends on the
 * machine; that a program works or names the resource does not.
 */
final class ResourcesIT {
  private static final List<Mode> SOME =
      Stream.of(
              "server tcp epoll",
              "server tcp nio",
              "server tls epoll",
              "server udp epoll",
              "server unix",
              "server admin",
              "line tcp",
              "line tls",
              "line udp",
              "ping",
              "ping --reconnect",
              "load closed",
              "load files",
              "check",
              "merge",
              "ctl ls",
              "echoserver --version")
          .map(Modes::named)
          .toList();

  /** Cells that failed once; always run. */
  private static final Set<String> KNOWN =
      Set.of(
          "server tcp epoll in 12 descriptors",
          "server tcp nio in 12 descriptors",
          "server tls epoll in 14 descriptors",
          "server unix in 14 descriptors",
          "server admin in 24 descriptors",
          "load files in 14 descriptors",
          "server tcp epoll in 2000 MiB of address space",
          "echoserver --version in 1000 MiB of address space",
          "line tcp in 1000 MiB of address space",
          "server tcp epoll in 20 threads");

  /** Users without other processes, not even of another run of these tests. */
  private static final long FIRST_USER = 10_000_000 + 100 * ProcessHandle.current().pid();

  private static @Nullable Peer peer;
  @TempDir private Path folder;

  @BeforeAll
  static void startPeer() {
    peer = Peer.here();
  }

  @AfterAll
  static void stopPeer() {
    Objects.requireNonNull(peer).close();
  }

  /** Starts at 12: /bin/sh needs descriptor 10 or above to read a script. */
  private static List<Circumstance> descriptors() {
    return IntStream.of(12, 13, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 40, 48, 64, 96, 127)
        .mapToObj(
            limit ->
                Circumstance.of(limit + " descriptors", "prlimit", "--nofile=" + limit)
                    .with(mode -> worksOrFails(1, "ulimit -n")))
        .toList();
  }

  /** Each for a user without other processes, so that the limit counts only this program. */
  private static List<Circumstance> threads() {
    return IntStream.of(2, 8, 12, 14, 16, 18, 20, 22, 24, 28, 36)
        .mapToObj(
            limit ->
                Circumstance.of(
                        limit + " threads",
                        "setpriv",
                        "--reuid=" + (FIRST_USER + limit),
                        "--clear-groups",
                        "prlimit",
                        "--nproc=" + limit)
                    .with(mode -> worksOrFails(1, "ulimit -u")))
        .toList();
  }

  private static List<Circumstance> addressSpaces() {
    return IntStream.of(500, 1000, 1500, 2000, 2500, 3000, 4000, 6000)
        .mapToObj(
            mebibytes ->
                Circumstance.bash(
                        mebibytes + " MiB of address space",
                        "ulimit -v %s; exec \"$@\"".formatted(mebibytes * 1024))
                    .with(mode -> worksOrFails(1, "ulimit -v")))
        .toList();
  }

  private static List<Circumstance> heaps() {
    return IntStream.of(32, 64, 128)
        .mapToObj(
            mebibytes ->
                Circumstance.of(
                    "a heap of %s MiB".formatted(mebibytes),
                    "env",
                    "JAVA_TOOL_OPTIONS=-Xmx%sm".formatted(mebibytes)))
        .toList();
  }

  /** As in a container with this much memory, of which the JVM takes a quarter. */
  private static List<Circumstance> containers() {
    return IntStream.of(128, 256, 512)
        .mapToObj(
            mebibytes ->
                Circumstance.of(
                    "a container of %s MiB".formatted(mebibytes),
                    "env",
                    "JAVA_TOOL_OPTIONS=-XX:MaxRAM=%sm".formatted(mebibytes)))
        .toList();
  }

  static List<Cell> cells() {
    List<Cell> all =
        Stream.of(
                Cell.of(SOME, descriptors()),
                Cell.of(SOME, threads()),
                Cell.of(SOME, addressSpaces()),
                Cell.of(Modes.ALL, heaps()),
                Cell.of(SOME, containers()))
            .flatMap(List::stream)
            .toList();
    return Sample.of("resources", all, KNOWN, 50);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cells")
  void holds(Cell cell) {
    boolean root = "root".equals(System.getProperty("user.name"));
    Assumptions.assumeTrue(
        root || !cell.circumstance().name().endsWith("threads"), "another user needs root");
    folder.toFile().setWritable(true, false);
    folder.toFile().setExecutable(true, false);
    folder.toFile().setReadable(true, false);
    cell.hold(Objects.requireNonNull(peer), folder);
  }
}
