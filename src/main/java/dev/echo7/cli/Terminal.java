package dev.echo7.cli;

import dev.echo7.net.FailureText;
import dev.echo7.net.Situation;
import dev.echo7.net.SystemError;
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
 * The three standard streams of a command, and what their failures mean for its end. Raw bytes in
 * and out, text for messages.
 *
 * @param in standard input
 * @param out standard output
 * @param err standard error, or what takes its place
 */
record Terminal(FileInputStream in, StandardStream out, StandardStream err) {

  /** Any streams in the place of the standard ones. */
  Terminal(FileInputStream in, OutputStream out, OutputStream err) {
    this(in, new StandardStream(out), new StandardStream(err));
  }

  /** Those of this process. */
  static Terminal ofThisProcess() {
    return new Terminal(
        new FileInputStream(FileDescriptor.in),
        new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(FileDescriptor.err));
  }

  /** A log in the place of both outputs, where the real ones are not ours to write to. */
  static Terminal of(OutputStream log) {
    return new Terminal(new FileInputStream(FileDescriptor.in), log, log);
  }

  ReadableByteChannel input() {
    return in.getChannel();
  }

  WritableByteChannel output() {
    return out.channel();
  }

  /** For help, reports and messages: UTF-8, flushed at each line. */
  PrintStream text(OutputStream stream) {
    return new PrintStream(stream, true, StandardCharsets.UTF_8);
  }

  /** One line on standard error. */
  void say(String message) {
    text(err).println(message);
  }

  /**
   * The exit code of a command whose code would be that, had all its output been taken. What is
   * wrong with standard output, other than that its reader has left, is said on standard error.
   */
  int outcome(String program, int code) {
    IOException failure = out.failure();
    if (failure == null) {
      return code;
    }
    SystemError error = SystemError.of(failure);
    if (error == SystemError.EPIPE || error == SystemError.ECONNRESET) {
      return ExitCode.OUTPUT_CLOSED;
    }
    String reason = FailureText.of(failure, Situation.WRITE_FILE);
    say(program + ": cannot write standard output: " + reason);
    return code == ExitCode.USAGE ? code : ExitCode.FAILED;
  }

  /** Whether a line or a byte waits for a reader who does not read, so that an end would wait. */
  boolean isStalled() {
    return out.isStalledFor(StandardStream.PATIENCE_NS)
        || err.isStalledFor(StandardStream.PATIENCE_NS);
  }
}
