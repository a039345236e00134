package dev.echo7.net;

import java.io.IOException;

/** A failed call of the C library, with its name and {@code errno}. */
public final class SystemCallException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int number;

  SystemCallException(String call, int number, String text) {
    super(call + ": " + text);
    this.number = number;
  }

  /** {@code errno} by number on this machine; {@link SystemError#of(int)} names it. */
  public int number() {
    return number;
  }
}
