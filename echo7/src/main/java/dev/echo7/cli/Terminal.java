package dev.echo7.cli;

import dev.echo7.net.failure.FailureText;
import dev.echo7.net.failure.Situation;
import dev.echo7.net.posix.SystemError;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;

/**
 * The three standard streams of a program, and how their failures affect its exit code. Raw bytes
 * for input and output, text for messages.
 *
 * @param program its name, which begins each complaint: {@code echoclient}
 * @param in standard input
 * @param out standard output
 * @param err standard error, or what takes its place
 */
public record Terminal(String program, FileInputStream in, StandardStream out, StandardStream err) {

  /** Uses other streams instead of the standard ones. */
  public Terminal(String program, FileInputStream in, OutputStream out, OutputStream err) {
    this(program, in, new StandardStream(out), new StandardStream(err));
  }

  /** The streams of this process. */
  public static Terminal ofThisProcess(String program) {
    return new Terminal(
        program,
        new FileInputStream(FileDescriptor.in),
        new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(FileDescriptor.err));
  }

  /**
   * One log instead of both outputs, for a process whose standard streams are a client's socket.
   */
  public static Terminal of(String program, OutputStream log) {
    return new Terminal(program, new FileInputStream(FileDescriptor.in), log, log);
  }

  public ReadableByteChannel input() {
    return in.getChannel();
  }

  public WritableByteChannel output() {
    return out.channel();
  }

  /** A stream for help, reports and messages: UTF-8, flushed at each line. */
  public PrintStream text(OutputStream stream) {
    return new PrintStream(stream, true, StandardCharsets.UTF_8);
  }

  /** One line on standard error. */
  public void say(String message) {
    text(err).println(message);
  }

  /** One line on standard error, with the program's name in front. */
  public void complain(String message) {
    say(program + ": " + message);
  }

  /**
   * The exit code of a command, given the code it would have if all output had been written. Prints
   * on standard error what is wrong with standard output, unless its reader has gone.
   */
  int outcome(int code) {
    IOException failure = out.failure();
    if (failure == null) {
      return code;
    }
    SystemError error = SystemError.of(failure);
    if (error == SystemError.EPIPE || error == SystemError.ECONNRESET) {
      return ExitCode.OUTPUT_CLOSED;
    }
    String reason = FailureText.of(failure, Situation.WRITE_FILE);
    complain("cannot write standard output: " + reason);
    return code == ExitCode.USAGE ? code : ExitCode.FAILED;
  }

  /** Whether a write is blocked by a reader that does not read, which would delay the exit. */
  boolean isStalled() {
    return out.isStalledFor(StandardStream.PATIENCE_NS)
        || err.isStalledFor(StandardStream.PATIENCE_NS);
  }
}
