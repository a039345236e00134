package dev.echo7.service;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The log of a server that inetd started: standard error, or syslog (facility daemon) if standard
 * error is the client's connection or /dev/null.
 *
 * <p>Lines reach syslog through logger(1), which is started at the first line, since most processes
 * never log one. Without logger or syslog, lines are dropped. One thread at a time.
 */
public final class InetdLog extends OutputStream {
  private static final Path STANDARD_INPUT = Path.of("/proc/self/fd/0");
  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");
  private static final String NOWHERE = "/dev/null";

  private @Nullable OutputStream logger;

  private InetdLog() {}

  /** Standard error, or syslog. */
  public static OutputStream inPlaceOf(OutputStream standardError) {
    try {
      Path error = Files.readSymbolicLink(STANDARD_ERROR);
      boolean unheard =
          error.toString().equals(NOWHERE) || error.equals(Files.readSymbolicLink(STANDARD_INPUT));
      return unheard ? new InetdLog() : standardError;
    } catch (IOException e) {
      // Not Linux, or not open. The launcher has made sure that it is not the connection.
      return standardError;
    }
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) {
    try {
      if (logger == null) {
        logger = start();
      }
      logger.write(bytes, offset, length);
      logger.flush();
    } catch (IOException e) {
      logger = OutputStream.nullOutputStream();
    }
  }

  @Override
  public void write(int oneByte) {
    write(new byte[] {(byte) oneByte}, 0, 1);
  }

  private static OutputStream start() throws IOException {
    return new ProcessBuilder(
            "logger",
            "-t",
            "echoserver[" + ProcessHandle.current().pid() + "]",
            "-p",
            "daemon.notice")
        .redirectOutput(Redirect.DISCARD)
        .redirectError(Redirect.DISCARD)
        .start()
        .getOutputStream();
  }

  @Override
  public synchronized void close() throws IOException {
    if (logger != null) {
      logger.close();
    }
  }
}
