package dev.echo7.log;

/**
 * What the log looks like and how much it holds.
 *
 * @param format how lines look
 * @param quiet problems only
 * @param verbose in text, also the end of each connection; in JSON, also probes
 * @param names look up the names of peers
 */
public record LogStyle(LogFormat format, boolean quiet, boolean verbose, boolean names) {

  /** In text. */
  public LogStyle(boolean quiet, boolean verbose, boolean names) {
    this(LogFormat.TEXT, quiet, verbose, names);
  }

  /** Whether a machine reads it. */
  boolean json() {
    return format == LogFormat.JSON;
  }
}
