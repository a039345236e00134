package dev.echo7.elsewhere;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.elsewhere.matrix.Cell;
import dev.echo7.elsewhere.matrix.Circumstance;
import dev.echo7.elsewhere.matrix.Claims;
import dev.echo7.elsewhere.matrix.Modes;
import dev.echo7.elsewhere.matrix.Peer;
import dev.echo7.elsewhere.matrix.Sample;
import dev.echo7.elsewhere.matrix.Shape;
import dev.echo7.interop.Program;
import dev.echo7.interop.packaging.Installed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signals in every phase, job control, stopped machines, clocks that jump. */
final class SignalsElsewhereIT {

  /** Runs a bash script with job control on a terminal of its own. */
  private static final String ON_A_TERMINAL =
      "import os,pty,sys; sys.exit(os.waitstatus_to_exitcode("
          + "pty.spawn(['bash','--norc','-c','set -m; '+sys.argv[1],'bash']+sys.argv[2:])))";

  /** Cells that failed once; always run. */
  private static final Set<String> KNOWN =
      Set.of(
          "echoclient {tcp} gets QUIT when LOADING",
          "echoserver -n --log json 127.0.0.1:0 gets QUIT when STARTING",
          "echoclient check {tcp} gets QUIT when RUNNING",
          "echoctl --admin {admin} tail --json gets QUIT when RUNNING",
          "echoclient load -d 60s -R 10 --json-stream {tcp} gets QUIT when RUNNING");

  /**
   * What JDK 25 itself prints if a signal ends it before it has reached the program's main method:
   * its log of the exit and its next phase find it shutting down. No option changes that.
   */
  private static final Pattern ENDED_BEFORE_MAIN =
      Pattern.compile(
          "(?=.)(?:Runtime\\.exit\\(\\d+\\) logging failed: .+\n)?(?:Error occurred during"
              + " initialization of VM\njava\\.lang\\.InternalError: Bad level: [23]\n"
              + "(?:\tat .+\n)+\n*)?");

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

  /** How far a program has started, as seen in /proc. */
  enum Phase {
    LAUNCHED("/bin/java"),
    STARTING("/libjvm.so"),
    LOADING("/echo7.jar"),
    RUNNING("/libnio.so");

    private final String maps;

    Phase(String file) {
      this.maps = file;
    }

    boolean reached(long pid) {
      try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
        String mapped = Files.readString(Path.of("/proc/" + pid + "/maps"));
        return mapped.contains(maps) || descriptors.anyMatch(this::isOpen);
      } catch (IOException e) {
        return false;
      }
    }

    private boolean isOpen(Path descriptor) {
      try {
        return Files.readSymbolicLink(descriptor).toString().endsWith(maps);
      } catch (IOException e) {
        return false;
      }
    }
  }

  /** A signal during the start of a program. */
  record Early(String words, String signal, Phase phase) {
    @Override
    public String toString() {
      return "%s gets %s when %s".formatted(words, signal, phase);
    }
  }

  static List<Early> early() {
    List<String> programs =
        List.of(
            "echoserver -n 127.0.0.1:0",
            "echoserver -n --log json 127.0.0.1:0",
            "echoclient {tcp}",
            "echoclient ping -i 0.1 --json-stream {tcp}",
            "echoclient load -d 60s -R 10 --json-stream {tcp}",
            "echoclient check {tcp}",
            "echoctl --admin {admin} tail --json");
    List<Early> all = new ArrayList<>();
    for (String signal : List.of("TERM", "INT", "HUP", "QUIT", "USR1")) {
      for (Phase phase : Phase.values()) {
        programs.forEach(words -> all.add(new Early(words, signal, phase)));
      }
    }
    return Sample.of("signals", all, KNOWN, 50);
  }

  /** Whatever the signal does, nothing about it appears on standard output. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("early")
  void isFitForUsersWheneverASignalComes(Early early) {
    Phase phase = early.phase();
    String signal = early.signal();
    try (Program program = Program.start(command(early.words()))) {
      await(() -> phase.reached(program.pid()) || !program.isAlive());
      program.signal(signal);
      if (signal.equals("QUIT") || signal.equals("USR1") || signal.equals("HUP")) {
        await(() -> Phase.RUNNING.reached(program.pid()) || !program.isAlive());
        program.signal("TERM");
      }
      int code = program.exitCode();
      boolean told =
          List.of(0, 1, 130, 143, 129, 131, 138).contains(code) || program.exitCodeIfValid() == 0;
      assertTrue(told, () -> code + ": " + program);
      boolean beforeMain = ENDED_BEFORE_MAIN.matcher(program.stderr()).matches();
      // A dump of threads on standard error is what operators send SIGQUIT to a server for.
      boolean dumps = signal.equals("QUIT") && early.words().startsWith("echoserver");
      if (!beforeMain && !dumps) {
        Claims.assertFitForUsers(program);
      }
      if (beforeMain) {
        assertEquals("", program.stdout(), program::toString);
      }
      if (early.words().contains("json")) {
        Shape.JSON_LINES.check(program.stdout());
      }
    }
  }

  private static List<String> command(String words) {
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT,QUIT"));
    for (String word : words.split(" ", -1)) {
      command.add(word.startsWith("echo") ? Cell.bin(word) : peer().fill(word));
    }
    return command;
  }

  private static void await(BooleanSupplier wanted) {
    long endNs = System.nanoTime() + Program.PATIENCE.toNanos();
    while (!wanted.getAsBoolean()) {
      assertTrue(System.nanoTime() - endNs < 0, "never came");
      LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
    }
  }

  @ParameterizedTest(name = "{0} ends by {1} with {2}")
  @CsvSource({
    "echoserver -n 127.0.0.1:0, TERM, 0",
    "echoserver -n 127.0.0.1:0, INT, 0",
    "echoclient -v {tcp}, INT, 130",
    "echoclient -v {tcp}, TERM, 143",
    "echoclient -v {tcp}, HUP, 129",
    "echoclient -u -v {udp}, TERM, 143",
    "echoclient ping -i 0.1 {tcp}, INT, 0",
    "echoclient ping -i 0.1 {tcp}, TERM, 0",
    "echoclient ping -i 0.1 {tcp}, HUP, 129",
    "echoctl --admin {admin} tail --json, INT, 130",
    "echoctl --admin {admin} tail --json, TERM, 143",
    "echoctl --admin {admin} ls --watch=100ms, TERM, 143",
  })
  void endsAsDocumentedWhenItWorks(String words, String signal, int code) {
    try (Program program = Program.start(command(words))) {
      boolean prints = words.contains("ping") || words.contains("echoctl");
      if (prints) {
        program.awaitStdout(text -> text.lines().count() > (words.contains("tail") ? 0 : 2));
      } else {
        program.awaitStderr(words.contains("server") ? "at most" : "onnected to");
      }
      program.signal(signal);
      assertEquals(code, program.exitCode(), program::toString);
      Claims.assertFitForUsers(program);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "echoserver -n 127.0.0.1:0, at most",
    "echoclient ping -i 0.1 -c 5 {tcp}, 5 received",
    "echoclient load -d 1s -R 50 {tcp}, frames sent",
    "echoclient check --only lines {tcp}, ok 1",
  })
  void worksInTheBackgroundOfATerminal(String words, String prints) {
    String script = "\"$@\" & wait %1; echo \"exit $?\"; kill %1 2>/dev/null; wait";
    List<String> command = new ArrayList<>(List.of("python3", "-c", ON_A_TERMINAL, script));
    command.addAll(command(words));
    try (Program terminal = Program.start(command)) {
      terminal.awaitStdout(prints);
      if (words.startsWith("echoclient")) {
        terminal.awaitStdout(SignalsElsewhereIT::endedWell);
      }
      Claims.assertFitForUsers(terminal);
    }
  }

  /** A user presses Ctrl-Z and sends the stopped program to the background. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "echoclient ping -i 0.1 -c 9 {tcp}, seq=2, 9 received",
    "echoclient load -d 2s -R 50 {tcp}, LOAD, frames sent",
  })
  void worksOnAfterCtrlZ(String words, String begins, String ends) {
    String script =
        "exec 3>&1; \"$@\" > >(tee /dev/fd/3 >\"$OUT\") & until grep -q \"$BEGINS\" \"$OUT\""
            + " 2>/dev/null; do :; done; kill -TSTP %1; until jobs | grep -q Stopped; do :; done;"
            + " bg; wait %1; echo \"exit $?\"";
    List<String> command = new ArrayList<>(List.of("env", "OUT=" + folder.resolve("out")));
    command.addAll(List.of("BEGINS=" + begins, "python3", "-c", ON_A_TERMINAL, script));
    command.addAll(command(words));
    try (Program terminal = Program.start(command)) {
      terminal.awaitStdout(SignalsElsewhereIT::endedWell);
      assertTrue(terminal.stdout().contains(ends), terminal::toString);
    }
  }

  /** A measurement on a busy machine may end with 4. */
  private static boolean endedWell(String text) {
    return text.contains("exit 0") || (text.contains("INVALID: ") && text.contains("exit 4"));
  }

  /** A clock that jumps by $JUMP seconds as soon as the file $JUMPED exists. */
  private static final String JUMPING_CLOCK =
      """
      #define _GNU_SOURCE
      #include <dlfcn.h>
      #include <stdlib.h>
      #include <time.h>
      #include <unistd.h>
      int clock_gettime(clockid_t clock, struct timespec *time) {
        static int (*next)(clockid_t, struct timespec *);
        if (!next) next = dlsym(RTLD_NEXT, "clock_gettime");
        int result = next(clock, time);
        if (clock == CLOCK_REALTIME && !access(getenv("JUMPED"), F_OK))
          time->tv_sec += atol(getenv("JUMP"));
        return result;
      }
      """;

  /** A change of the clock does not change measured time. */
  @ParameterizedTest
  @ValueSource(strings = {"-86400", "86400"})
  void tellsHowLongItIsUpWhateverTheClockDoes(String jump) throws IOException {
    Path library = folder.resolve("clock.so");
    try (Program gcc =
        Program.start(
            Installed.require("gcc").toString(),
            "-shared",
            "-fPIC",
            "-x",
            "c",
            "-o",
            "" + library,
            "-")) {
      assertEquals(0, gcc.feed(JUMPING_CLOCK).endInput().exitCode(), gcc::toString);
    }
    Path jumped = folder.resolve("jumped");
    List<String> command = new ArrayList<>(List.of("env", "JUMP=" + jump, "JUMPED=" + jumped));
    command.add("LD_PRELOAD=" + library);
    command.addAll(command("echoserver -n --admin 127.0.0.1:0 127.0.0.1:0"));
    Predicate<String> ready = text -> text.contains("admin endpoint on ") && text.endsWith("/\n");
    try (Program server = Program.start(command)) {
      String admin = server.awaitStderr(ready).stderr().replaceAll("(?s).*http://(.*)/\n", "$1");
      Files.createFile(jumped);
      try (Program ctl = Program.start(command("echoctl --admin " + admin + " stats --json"))) {
        assertEquals(0, ctl.exitCode(), ctl::toString);
        String up = ctl.stdout().replaceAll("(?s).*\"uptimeMs\" ?: ?(-?\\d+).*", "$1");
        assertTrue(Long.parseLong(up) >= 0 && Long.parseLong(up) < 3_600_000, ctl::toString);
      }
    }
  }

  /** As in a container, and as nohup starts it. */
  @ParameterizedTest
  @CsvSource({"unshare --pid --fork --kill-child --mount-proc", "nohup", "setsid --wait"})
  void worksUnder(String words) {
    Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "unshare needs root");
    Circumstance there = Circumstance.of(words, words.split(" ", -1));
    for (String mode : List.of("line tcp", "ping", "load open", "check", "ctl stats")) {
      new Cell(Modes.named(mode), there).hold(peer(), folder);
    }
  }

  /** A paused process neither blames the path nor catches up in a burst. */
  @Test
  void aLoadThatWasStoppedIsInvalid() {
    String words = "echoclient load -d 5s --warmup 0 -R 100 --json-stream {tcp}";
    try (Program load = Program.start(command(words))) {
      load.awaitStdout("\"second\"");
      try (Program pause =
          Program.shell("kill -STOP %1$s; sleep 3; kill -CONT %1$s".formatted(load.pid()))) {
        pause.exitCode();
      }
      load.exitCode();
      assertTrue(load.stdout().contains("\"valid\":false"), load::toString);
      assertTrue(load.stdout().contains("was paused for"), load::toString);
    }
  }
}
