package dev.echo7.log;

/** How the log looks. */
public enum LogFormat {
  /** The lecture's lines on standard output, problems on standard error. */
  TEXT,
  /** The same, each line on standard output with its time, connection, transport and peer. */
  LONG,
  /** One JSON object per line, all on standard output. */
  JSON
}
