package dev.echo7.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;

/**
 * The three standard streams of a command, and who it is in messages. Raw bytes in and out, text
 * for messages.
 *
 * @param in standard input
 * @param out standard output, unbuffered
 * @param err standard error, or what takes its place
 */
record Terminal(FileInputStream in, OutputStream out, OutputStream err) {

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
    return out instanceof FileOutputStream file ? file.getChannel() : Channels.newChannel(out);
  }

  /** For help and version: UTF-8, flushed at each line. */
  PrintStream text(OutputStream stream) {
    return new PrintStream(stream, true, StandardCharsets.UTF_8);
  }

  /** One line on standard error. */
  void say(String message) {
    text(err).println(message);
  }
}
