package dev.echo7.interop;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A running process: what goes in, what comes out, how it ends.
 *
 * <p>Nothing here waits longer than {@link #PATIENCE}; what was started is dead after {@link
 * #close}.
 */
public final class Program implements AutoCloseable {
  private static final int INVALID = 4;
  private static final Pattern SAYS_INVALID = Pattern.compile("INVALID|\"valid\" ?: ?false");

  public static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final boolean IGNORES_INTERRUPTS = ignoresInterrupts();

  /** Environment variables that change what the programs print, read or run. */
  private static final Set<String> OF_THE_TESTER =
      Set.of(
          "LANG",
          "LANGUAGE",
          "TZ",
          "CDPATH",
          "ENV",
          "BASH_ENV",
          "POSIXLY_CORRECT",
          "COLUMNS",
          "NO_COLOR",
          "JAVA_TOOL_OPTIONS",
          "JDK_JAVA_OPTIONS",
          "_JAVA_OPTIONS",
          "ECHO7_ADMIN",
          "NOTIFY_SOCKET",
          "LISTEN_PID",
          "LISTEN_FDS",
          "LISTEN_FDNAMES");

  private static final Executor WRITERS = task -> Thread.ofVirtual().start(task);

  private final List<String> command;
  private final Process process;
  private final Recording out;
  private final Recording err;
  private CompletableFuture<Void> input = CompletableFuture.completedFuture(null);

  private Program(List<String> command, Process process) {
    this.command = command;
    this.process = process;
    this.out = Recording.of(process.getInputStream());
    this.err = Recording.of(process.getErrorStream());
  }

  public static Program start(String... command) {
    return start(builder(command));
  }

  public static Program start(List<String> command) {
    return start(builder(command));
  }

  /**
   * With the same environment and signals for all tests, whatever the shell that runs them exports
   * and ignores: one that runs tests in the background lets them ignore SIGINT.
   */
  public static ProcessBuilder builder(String... command) {
    return builder(List.of(command));
  }

  public static ProcessBuilder builder(List<String> command) {
    List<String> words = new ArrayList<>();
    if (IGNORES_INTERRUPTS) {
      words.addAll(List.of("env", "--default-signal=INT,QUIT"));
    }
    words.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().keySet().removeIf(Program::isOfTheTester);
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().put("SHELL", "/bin/sh");
    return builder;
  }

  /** The mask of ignored signals of proc_pid_status(5), in which SIGINT and SIGQUIT are 2 and 3. */
  private static boolean ignoresInterrupts() {
    try (Stream<String> status = Files.lines(Path.of("/proc/self/status"))) {
      return status
          .filter(line -> line.startsWith("SigIgn:"))
          .map(line -> Long.parseUnsignedLong(line.substring("SigIgn:".length()).strip(), 16))
          .anyMatch(mask -> (mask & 0b110) != 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isOfTheTester(String variable) {
    return variable.startsWith("LC_") || OF_THE_TESTER.contains(variable);
  }

  /** For those that need a folder or an environment of their own. */
  public static Program start(ProcessBuilder builder) {
    try {
      return new Program(builder.command(), builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A line for the shell. */
  public static Program shell(String script) {
    return start("sh", "-c", script);
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public Program feed(String text) {
    return feed(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes to its standard input, after what was fed before, without waiting for it to read. */
  public Program feed(byte[] bytes) {
    return onInput(
        stdin -> {
          stdin.write(bytes);
          stdin.flush();
        });
  }

  public Program endInput() {
    return onInput(OutputStream::close);
  }

  private interface InputAction {
    void on(OutputStream stdin) throws IOException;
  }

  private Program onInput(InputAction action) {
    input =
        input.thenRunAsync(
            () -> {
              try {
                action.on(process.getOutputStream());
              } catch (IOException e) {
                // It reads no more: its exit code and its words tell why.
              }
            },
            WRITERS);
    return this;
  }

  public String stdout() {
    return out.text();
  }

  public byte[] stdoutBytes() {
    return out.bytes();
  }

  public String stderr() {
    return err.text();
  }

  public Program awaitStdout(String part) {
    return awaitStdout(text -> text.contains(part));
  }

  public Program awaitStdout(Predicate<String> wanted) {
    return await(out, wanted);
  }

  public Program awaitStderr(String part) {
    return awaitStderr(text -> text.contains(part));
  }

  public Program awaitStderr(Predicate<String> wanted) {
    return await(err, wanted);
  }

  /** Waits for it; false if standard output ends or the timeout expires first. */
  public boolean reachesStdout(Predicate<String> wanted) {
    return reaches(out, wanted);
  }

  /** The same for standard error. */
  public boolean reachesStderr(Predicate<String> wanted) {
    return reaches(err, wanted);
  }

  private static boolean reaches(Recording stream, Predicate<String> wanted) {
    try {
      return stream.await(wanted, PATIENCE);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private Program await(Recording stream, Predicate<String> wanted) {
    assertTrue(reaches(stream, wanted), () -> "never said what it should: " + this);
    return this;
  }

  /** Sends a signal by its short name: {@code TERM}. */
  public void signal(String name) {
    try (Program kill = shell("kill -" + name + " " + pid())) {
      kill.exitCode();
    }
  }

  /** Waits for its end, and for the end of its output. */
  public int exitCode() {
    return exitCodeWithin(PATIENCE);
  }

  /**
   * The exit code of a measurement, as it would be on a machine that has nothing else to do: 0
   * instead of 4, if the report says that it is INVALID.
   */
  public int exitCodeIfValid() {
    int code = exitCode();
    return code == INVALID && SAYS_INVALID.matcher(stdout()).find() ? 0 : code;
  }

  /** The same, of a program that computes for long. */
  public int exitCodeWithin(Duration patience) {
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        return fail("still running: " + this);
      }
      assertTrue(out.awaitEnd(PATIENCE), () -> "its output is still open: " + this);
      assertTrue(err.awaitEnd(PATIENCE), () -> "its errors are still open: " + this);
      return process.exitValue();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Kills it and what it started, if that still runs. */
  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException(e);
  }

  /** For the reader of a failed test. */
  @Override
  public String toString() {
    return "%s%nstdout: %s%nstderr: %s"
        .formatted(String.join(" ", command), shortened(stdout()), shortened(stderr()));
  }

  private static String shortened(String text) {
    return text.length() <= 2_000 ? text : text.substring(0, 2_000) + "...";
  }
}
