package dev.echo7.interop.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.Program;
import dev.echo7.interop.ServerProgram;
import dev.echo7.interop.packaging.Installed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The programs on a terminal whose shell has job control: {@code &}, Ctrl-Z, bg, fg. */
final class JobControlIT {
  private static final String CTRL_C = "\u0003";
  private static final String CTRL_D = "\u0004";
  private static final String CTRL_Z = "\u001a";

  private ServerProgram server;
  private Program shell;

  @BeforeEach
  void start() {
    String script = Installed.require("script").toString();
    Installed.require("bash");
    server = ServerProgram.start("-q", "-n", "127.0.0.1:0");
    shell = Program.start(script, "-qfc", "bash --norc --noprofile -i", "/dev/null");
    shell.awaitStdout(text -> text.matches("(?s).*[#$] $"));
  }

  @AfterEach
  void stop() {
    shell.close();
    server.close();
  }

  @Test
  void pingGoesOnInTheBackgroundAndTellsInTheForeground() throws IOException {
    long pid = run("bin/echoclient ping -i 0.1 TCP &");
    shell.awaitStdout("seq=5 ");
    assertRuns(pid);
    shell.feed("fg\n");
    await(pid, state -> state.foreground);
    shell.feed("\n").awaitStdout(text -> text.contains(" packets, "));
    shell.feed(CTRL_C).awaitStdout("packets transmitted");
  }

  @Test
  void pingThatWasStoppedGoesOnInTheBackground() throws IOException {
    long pid = run("bin/echoclient ping -i 0.1 TCP");
    shell.awaitStdout("seq=2 ");
    await(pid, state -> state.foreground);
    shell.feed(CTRL_Z);
    await(pid, state -> state.stopped);
    shell.feed("bg\n");
    await(pid, state -> !state.stopped);
    shell.awaitStdout("seq=30 ");
    assertRuns(pid);
    shell.feed("fg\n");
    await(pid, state -> state.foreground);
    shell.feed(CTRL_C).awaitStdout("packets transmitted");
  }

  @Test
  void loadGoesOnInTheBackground() throws IOException {
    long pid = run("bin/echoclient load -c 2 -R 50 -d 60s TCP &");
    shell.awaitStdout(text -> text.matches("(?s).* 3s .*"));
    assertRuns(pid);
    shell.feed("fg\n");
    await(pid, state -> state.foreground);
    shell.feed(CTRL_C).awaitStdout("frames sent");
  }

  @Test
  void lineModeLosesNothingToAStop() throws IOException {
    long pid = run("bin/echoclient TCP");
    await(pid, state -> state.foreground);
    shell.feed("one\n").awaitStdout(text -> occurrences("one\r\n", text) == 2);
    shell.feed(CTRL_Z);
    await(pid, state -> state.stopped);
    shell.feed("bg\n");
    // A read in the background stops it again, as it does any program: in the foreground, too, if
    // it
    // comes there meanwhile.
    shell.feed("until [ \"$(jobs -s)\" ]; do :; done; fg\n");
    await(pid, state -> state.foreground && !state.stopped);
    shell.feed("two\n").awaitStdout(text -> occurrences("two\r\n", text) == 2);
    shell.feed(CTRL_D).feed("echo code $?\n").awaitStdout("code 0\r\n");
  }

  @Test
  void theServerServesInTheBackground() throws IOException {
    long pid = run("bin/echoserver -n 127.0.0.1:0 &");
    shell.awaitStdout("event loop");
    String port = shell.stdout().replaceAll("(?s).*listening on tcp 127.0.0.1:(\\d+) .*", "$1");
    shell.feed("fg\n");
    await(pid, state -> state.foreground);
    shell.feed(CTRL_Z);
    await(pid, state -> state.stopped);
    shell.feed("bg\n");
    await(pid, state -> !state.stopped);
    try (Program client = Program.start("bin/echoclient", "127.0.0.1", port)) {
      client.feed("123\n").endInput();
      assertEquals(0, client.exitCode(), client::toString);
    }
    shell.awaitStdout("server received 4 bytes");
    assertRuns(pid);
    shell.feed("fg\n");
    await(pid, state -> state.foreground);
    shell.feed(CTRL_C).awaitStdout("drained ");
  }

  /** Returns the process ID of the Java program. */
  private long run(String command) {
    shell.feed(command.replace("TCP", "127.0.0.1:" + server.port()) + "\n");
    long endNs = System.nanoTime() + Program.PATIENCE.toNanos();
    while (true) {
      Optional<ProcessHandle> java =
          ProcessHandle.of(shell.pid()).stream()
              .flatMap(ProcessHandle::descendants)
              .filter(each -> each.info().command().orElse("").endsWith("/java"))
              .findFirst();
      if (java.isPresent()) {
        return java.get().pid();
      }
      assertTrue(System.nanoTime() - endNs < 0, () -> "does not start: " + shell);
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  private static long occurrences(String part, String text) {
    return text.split(part, -1).length - 1L;
  }

  private void assertRuns(long pid) throws IOException {
    assertTrue(!JobState.of(pid).stopped, () -> "stopped: " + shell);
  }

  private void await(long pid, Predicate<JobState> wanted) throws IOException {
    long endNs = System.nanoTime() + Program.PATIENCE.toNanos();
    while (!wanted.test(JobState.of(pid))) {
      assertTrue(System.nanoTime() - endNs < 0, () -> "not in that state: " + shell);
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  /** What proc_pid_stat(5) says of a job. */
  private record JobState(boolean stopped, boolean foreground) {
    static JobState of(long pid) throws IOException {
      String text =
          Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
      String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
      return new JobState(fields[0].equals("T"), fields[2].equals(fields[5]));
    }
  }
}
