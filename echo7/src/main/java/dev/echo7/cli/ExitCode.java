package dev.echo7.cli;

import dev.echo7.net.name.UnresolvedHostException;
import java.net.UnknownHostException;

/** Exit codes, as docs/server.md and docs/client.md list them. */
public final class ExitCode {
  public static final int OK = 0;

  /** The server failed to start, or not every byte came back to the client. */
  public static final int FAILED = 1;

  /** The command line is wrong, or there is no such host. */
  static final int USAGE = 2;

  /** A term of --fail-if held. */
  public static final int THRESHOLD = 3;

  /** The measurement is INVALID: this machine disturbed it. */
  public static final int INVALID = 4;

  /** The reader of our output has gone: 128 + SIGPIPE, as a shell shows it. */
  static final int OUTPUT_CLOSED = 141;

  private ExitCode() {}

  /** For a host without an address: a usage error, unless no name server answered. */
  public static int of(UnknownHostException failure) {
    return failure instanceof UnresolvedHostException unresolved && unresolved.isUnanswered()
        ? FAILED
        : USAGE;
  }
}
