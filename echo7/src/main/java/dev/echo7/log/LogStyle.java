package dev.echo7.log;

/**
 * What the log looks like and how much it holds.
 *
 * @param json one JSON object per line, all on standard output; otherwise the lecture's lines
 *     there, and problems on standard error
 * @param quiet problems only
 * @param verbose in text, also the end of each connection; in JSON, also probes
 * @param names look up the names of peers
 */
public record LogStyle(boolean json, boolean quiet, boolean verbose, boolean names) {

  /** In text. */
  public LogStyle(boolean quiet, boolean verbose, boolean names) {
    this(false, quiet, verbose, names);
  }
}
