package dev.echo7.server;

/**
 * {@link CountedMemory} is at its limit. As an {@link OutOfMemoryError} it ends the connection that
 * asked and no other, as one of the JVM would; unlike that it costs no time.
 */
final class MemoryRefused extends OutOfMemoryError {
  private static final long serialVersionUID = 1;

  MemoryRefused() {
    super("the memory for peers is used up");
  }

  /** It is thrown often when it is thrown at all, and always from the same place. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
