package dev.echo7.log;

import org.jspecify.annotations.Nullable;

/** What the lines of a log look like, and where they go. Used on the log's thread alone. */
interface LineFormat {

  /** Whether the line says the peer's name, and so may have to wait for it. */
  boolean isNamed(LogEntry.OfConnection entry);

  /**
   * Writes the line of an entry.
   *
   * @param name the peer's, which may hold any character; null unless the entry is a named one
   */
  void write(LogEntry entry, @Nullable String name, LogOutput output);
}
