package dev.echo7.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Files that a run can no longer write. The run goes on without them, and fails in the end. Any
 * thread.
 */
public final class FileFailures {
  private final Terminal terminal;
  private volatile boolean any;

  /** No failure yet. */
  public FileFailures(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Prints why a file cannot be written. */
  public void add(String option, @Nullable Path file, @Nullable IOException failure) {
    if (file != null && failure != null) {
      any = true;
      terminal.complain(OutputFile.problem(option, file, failure));
    }
  }

  /** Whether any file is incomplete. */
  public boolean any() {
    return any;
  }
}
