package dev.echo7.net;

import java.io.IOException;

/** A call of the C library that failed: which, and with what {@code errno}. */
public final class SystemCallException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int number;

  SystemCallException(String call, int number, String text) {
    super(call + ": " + text);
    this.number = number;
  }

  /** {@code errno}, as this machine numbers it; {@link SystemError#of(int)} names it. */
  public int number() {
    return number;
  }
}
