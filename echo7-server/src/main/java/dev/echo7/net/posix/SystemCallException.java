package dev.echo7.net.posix;

import java.io.IOException;

/** A failed call of the C library, with its name and {@code errno}. */
public final class SystemCallException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int number;

  /**
   * @param call the name of the function
   * @param number {@code errno} after it
   */
  public SystemCallException(String call, int number) {
    super(call + ": " + words(number));
    this.number = number;
  }

  private static String words(int number) {
    SystemError known = SystemError.of(number);
    return known == null ? "error " + number : known.words();
  }

  /** {@code errno} by number on this machine; {@link SystemError#of(int)} names it. */
  public int number() {
    return number;
  }
}
