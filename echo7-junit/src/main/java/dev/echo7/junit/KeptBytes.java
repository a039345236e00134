package dev.echo7.junit;

/** Bounds the payload that one peer keeps. Guarded by the peer's {@link Changes}. */
final class KeptBytes {
  private long most;
  private long used;

  KeptBytes(long most) {
    this.most = most;
  }

  /** The bound. */
  long most() {
    return most;
  }

  /** Sets the bound; what is kept already stays. */
  void allow(long bytes) {
    most = bytes;
  }

  /** Whether there is room for so many more; if so, it is taken. */
  boolean take(int bytes) {
    if (bytes > most - used) {
      return false;
    }
    used += bytes;
    return true;
  }

  /** Nothing is kept any more. */
  void clear() {
    used = 0;
  }
}
