package dev.echo7.server.memory;

/**
 * Thrown when {@link CountedMemory} is at its limit. Like an {@link OutOfMemoryError} of the JVM,
 * it ends only the connection that asked for memory, but it is thrown at once.
 */
final class MemoryRefused extends OutOfMemoryError {
  private static final long serialVersionUID = 1;

  MemoryRefused() {
    super("out of memory for peers");
  }

  /** No stack trace: thrown often if at all, and always from the same place. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
