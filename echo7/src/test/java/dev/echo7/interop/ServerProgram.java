package dev.echo7.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code bin/echoserver}, listening on a port that the kernel chose. */
public final class ServerProgram implements AutoCloseable {
  private static final Pattern LISTENING =
      Pattern.compile(
          "listening on (?:tcp|tls) \\S+:(\\d+) \\([a-z_]+, \\d+ event loops?\\)(?:, faulty: \\S+)?\\R");

  private final Program program;
  private final int port;

  private ServerProgram(Program program) {
    this.program = program;
    program.awaitStderr("event loop");
    Matcher line = LISTENING.matcher(program.awaitStderr("\n").stderr());
    assertTrue(line.find(), () -> "does not say where it listens: " + program);
    this.port = Integer.parseInt(line.group(1));
  }

  /** With these options and endpoints; one of the endpoints must have port 0. */
  public static ServerProgram start(String... arguments) {
    List<String> command = new ArrayList<>(List.of("bin/echoserver"));
    command.addAll(List.of(arguments));
    return of(command);
  }

  /** Any command that becomes an echo server. */
  public static ServerProgram of(List<String> command) {
    Program program = Program.start(command);
    try {
      return new ServerProgram(program);
    } catch (AssertionError e) {
      program.close();
      throw e;
    }
  }

  public Program program() {
    return program;
  }

  public int port() {
    return port;
  }

  /** The process that serves, where another one was started and watches over it. */
  public long javaPid() {
    return ProcessHandle.of(program.pid())
        .flatMap(started -> started.children().findFirst())
        .map(ProcessHandle::pid)
        .orElse(program.pid());
  }

  /** Asks it to end, as init does. */
  public void stop() {
    program.signal("TERM");
    assertEquals(0, program.exitCode(), program::toString);
  }

  @Override
  public void close() {
    program.close();
  }
}
