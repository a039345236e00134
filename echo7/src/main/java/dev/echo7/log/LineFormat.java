package dev.echo7.log;

import org.jspecify.annotations.Nullable;

/** Formats the lines of a log, and chooses their stream. Used on the log's thread only. */
interface LineFormat {

  /** Whether the line contains the peer's name, and so may have to wait for it. */
  boolean isNamed(LogEntry.OfConnection entry);

  /**
   * Writes the line of an entry.
   *
   * @param name the peer's, which may contain any character; null unless {@link #isNamed}
   */
  void write(LogEntry entry, @Nullable String name, LogOutput output);
}
