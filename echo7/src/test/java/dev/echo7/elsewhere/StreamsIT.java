package dev.echo7.elsewhere;

import static dev.echo7.elsewhere.matrix.Outcome.WORKS;
import static dev.echo7.elsewhere.matrix.Outcome.fails;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.echo7.Machine;
import dev.echo7.elsewhere.matrix.Asking;
import dev.echo7.elsewhere.matrix.Cell;
import dev.echo7.elsewhere.matrix.Circumstance;
import dev.echo7.elsewhere.matrix.Claims;
import dev.echo7.elsewhere.matrix.Listening;
import dev.echo7.elsewhere.matrix.Mode;
import dev.echo7.elsewhere.matrix.Modes;
import dev.echo7.elsewhere.matrix.Outcome;
import dev.echo7.elsewhere.matrix.Peer;
import dev.echo7.elsewhere.matrix.Sample;
import dev.echo7.elsewhere.matrix.Shape;
import dev.echo7.interop.Ports;
import dev.echo7.interop.Program;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Standard streams that are closed, full, not a pipe, or not read. */
final class StreamsIT {
  /** Longer than any program needs to notice that its reader has gone. */
  private static final Duration AT_ONCE = Duration.ofSeconds(8);

  /** Runs a command on a terminal of its own, and returns its exit code. */
  private static final String ON_A_TERMINAL =
      "import os,pty,sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))";

  /** Runs a command with this stream connected to a full pipe that stays open and is never read. */
  private static final String FULL_PIPE =
      """
      import fcntl, os, sys
      reader, writer = os.pipe()
      os.set_blocking(writer, False)
      try:
          while True:
              os.write(writer, bytes(65536))
      except BlockingIOError:
          pass
      os.set_blocking(writer, True)
      os.set_inheritable(reader, True)
      os.dup2(writer, int(sys.argv[1]))
      os.execvp(sys.argv[2], sys.argv[2:])
      """;

  /** Runs a command whose output is a non-blocking pipe with a slow reader. */
  private static final String NON_BLOCKING_PIPE =
      """
      import os, subprocess, sys, time
      reader, writer = os.pipe()
      os.set_blocking(writer, False)
      program = subprocess.Popen(sys.argv[1:], stdout=writer)
      os.close(writer)
      while part := os.read(reader, 4096):
          os.write(1, part)
          time.sleep(0.001)
      sys.exit(program.wait())
      """;

  private static final String NO_OUTPUT = "cannot write (standard output|--help)";

  /** Cells that failed once; always run. */
  private static final Set<String> KNOWN =
      Set.of(
          "ping in standard output /dev/full",
          "ping --json in standard output /dev/full",
          "load open in standard output /dev/full",
          "load --json in standard output /dev/full",
          "check in standard output /dev/full",
          "merge in standard output /dev/full",
          "echoserver --help in standard output /dev/full",
          "echoclient --version in standard output /dev/full",
          "ctl ls in standard output /dev/full");

  private static @Nullable Peer peer;
  @TempDir private Path folder;

  @BeforeAll
  static void startPeer() {
    peer = Peer.here();
  }

  @AfterAll
  static void stopPeer() {
    peer().close();
  }

  private static Peer peer() {
    return Objects.requireNonNull(peer);
  }

  private static List<Cell> all() {
    Function<Mode, Outcome> lost = mode -> !mode.prints().isEmpty() ? fails(1, NO_OUTPUT) : WORKS;
    List<Mode> brief = Modes.where(mode -> mode.end().signal().isEmpty());
    return Stream.of(
            Cell.of(
                brief,
                List.of(
                    bash("standard input closed", "exec \"$@\" <&-").with(StreamsIT::unread),
                    bash("standard input a folder", "exec \"$@\" </").with(StreamsIT::unread),
                    bash("standard output closed", "exec \"$@\" >&-").with(lost),
                    bash("standard output a folder", "exec \"$@\" 1</").with(lost),
                    bash("standard output /dev/full", "exec \"$@\" >/dev/full").with(lost),
                    python("a non-blocking pipe", NON_BLOCKING_PIPE))),
            Cell.of(
                brief.stream().filter(mode -> mode.input().isEmpty()).toList(),
                List.of(python("a terminal", ON_A_TERMINAL))),
            Cell.of(
                brief,
                List.of(
                    bash("standard error closed", "exec \"$@\" 2>&-"),
                    bash("standard error a folder", "exec \"$@\" 2</"),
                    bash("standard error /dev/full", "exec \"$@\" 2>/dev/full"))),
            Cell.of(
                Modes.SERVERS.stream().filter(mode -> !mode.uses("json")).toList(),
                List.of(bash("standard input closed", "exec \"$@\" <&-"))))
        .flatMap(List::stream)
        .toList();
  }

  private static Outcome unread(Mode mode) {
    return !mode.input().isEmpty() ? fails(1, "cannot read standard input") : WORKS;
  }

  private static Circumstance bash(String name, String script) {
    return Circumstance.bash(name, script);
  }

  private static Circumstance python(String name, String script) {
    return Circumstance.of(name, "python3", "-c", script);
  }

  static List<Cell> cells() {
    return Sample.of("streams", all(), KNOWN, 50);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cells")
  void holds(Cell cell) {
    cell.hold(peer(), folder);
  }

  /** Command lines that print forever. */
  static Stream<String> endless() {
    return Stream.of(
        "yes | echoclient {tcp}",
        "yes | echoclient {udp}",
        "yes | echoclient --tls-pin {pin} {tls}",
        "echoclient ping -i 0.1 {tcp}",
        "echoclient ping -u -i 0.1 {udp}",
        "echoclient ping -f {tcp}",
        "echoclient ping -q -i 0.1 {tcp}",
        "echoclient ping -i 0.1 --json-stream {tcp}",
        "echoclient ping --reconnect -i 0.1 {tcp}",
        "echoclient ping -c 1000 -i 0.1 {tcp}",
        "echoclient ping -i 0.1 127.0.0.1:9",
        "echoclient ping --sweep-ports 50 -c 100 -i 0.1 {tcp}",
        "echoclient load -d 60s -R 50 {tcp}",
        "echoclient load -d 60s -R 50 --json-stream {tcp}",
        "echoclient load -d 60s {udp}",
        "echoclient load -d 1s --find-rate p99<10s {tcp}",
        "echoctl --admin {admin} tail --json",
        "echoctl --admin {admin} ls --watch=100ms");
  }

  /** As {@code head -n 1}: the shell's own {@code read} takes the first line and leaves. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("endless")
  void endsAtOnceWhenItsReaderLeaves(String words) {
    String command =
        Stream.of(words.split(" ", -1))
            .map(word -> word.startsWith("echo") ? Cell.bin(word) : peer().fill(word))
            .map(word -> word.matches(".*[<>].*") ? "'" + word + "'" : word)
            .reduce("", (all, word) -> all + " " + word);
    String script = "{%s; echo \"exit $?\" >&2; } | { read -r line; }".formatted(command);
    try (Program pipe = Program.start("bash", "-c", script)) {
      assertEquals(0, pipe.exitCodeWithin(AT_ONCE), pipe::toString);
      assertEquals("exit 141\n", pipe.stderr());
    }
  }

  static List<Cell> fullPipes() {
    List<Mode> modes = new ArrayList<>();
    modes.add(
        Mode.of("server", "echoserver -n -v 127.0.0.1:{port}", "", Shape.TEXT).endedBy("TERM", 0));
    modes.add(
        Mode.of("server json", "echoserver -n --log json 127.0.0.1:{port}", "", Shape.TEXT)
            .endedBy("TERM", 0));
    return Cell.of(
        modes,
        Stream.of("1", "2")
            .map(
                stream ->
                    Circumstance.of(
                        "stream " + stream + " full", "python3", "-c", FULL_PIPE, stream))
            .toList());
  }

  /** The server goes on without its lines, and ends on SIGTERM. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("fullPipes")
  void endsThoughNobodyReads(Cell cell) {
    int port = Machine.freePort();
    List<String> words = new ArrayList<>(cell.mode().words());
    words.set(0, Cell.bin(words.getFirst()));
    words.replaceAll(word -> word.replace("{port}", "" + port));
    try (Program server = Program.start(cell.circumstance().command(words))) {
      Ports.awaitListener(port, server);
      Listening listening = new Listening("tcp", "127.0.0.1:" + port);
      for (int i = 0; i < 3; i++) {
        Asking.assertEchoes(List.of(), listening, "127.0.0.1");
      }
      server.signal("TERM");
      assertEquals(0, server.exitCode(), server::toString);
      Claims.assertFitForUsers(server);
    }
  }
}
