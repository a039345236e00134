package dev.echo7.cli.line;

import dev.echo7.cli.ExitCode;
import dev.echo7.cli.Terminal;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;

/**
 * {@code ClientRehearsal PORT}: runs every mode of the client once in one process. packaging/stage
 * records this run as the package's ahead-of-time cache, so that one cache serves every mode. Not
 * for users.
 */
final class ClientRehearsal {
  private ClientRehearsal() {}

  /** Exits with 0 if every mode did; a server must echo on that port of this machine. */
  public static void main(String... arguments) {
    String port = arguments[0];
    System.setIn(new ByteArrayInputStream("hello\n".getBytes(StandardCharsets.UTF_8)));
    rehearse("-w", "20", "localhost", port);
    rehearse("ping", "-c", "3", "-i", "0.2", "-w", "20", "localhost", port);
    rehearse("check", "--only", "single-byte,half-close", "localhost", port);
    rehearse("load", "-c", "2", "-R", "100", "-d", "2s", "localhost", port);
    System.exit(ExitCode.OK);
  }

  private static void rehearse(String... words) {
    int code = EchoClientCommand.run(Terminal.ofThisProcess("echoclient"), words);
    // A machine that is busy building may be no place to measure.
    if (code != ExitCode.OK && code != ExitCode.INVALID) {
      System.exit(code);
    }
  }
}
