package dev.echo7.admin;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A few descriptors held back, so that an operator still gets in when a flood has taken all others.
 *
 * <p>When accept fails, one is given back and accept tried again; whatever becomes free later is
 * taken instead. They are opened early: a limit that is lowered later forbids high numbers, not
 * descriptors. Confined to one thread.
 */
final class SpareDescriptors implements Closeable {
  private static final Path NOTHING = Path.of("/dev/null");

  private final int wanted;
  private final Deque<FileChannel> held = new ArrayDeque<>();

  /** Takes as many as there are, at most those wanted. */
  SpareDescriptors(int wanted) {
    this.wanted = Files.exists(NOTHING) ? wanted : 0;
    retake();
  }

  /** Gives one back to the system; false if none is left. */
  boolean giveOne() {
    FileChannel one = held.poll();
    if (one == null) {
      return false;
    }
    try {
      one.close();
    } catch (IOException e) {
      return false;
    }
    return true;
  }

  boolean areMissing() {
    return held.size() < wanted;
  }

  /** Takes what was given back, as far as the system has some. */
  void retake() {
    try {
      while (areMissing()) {
        held.push(FileChannel.open(NOTHING, StandardOpenOption.READ));
      }
    } catch (IOException e) {
      // Still none to be had: the next look may find one.
    }
  }

  @Override
  public void close() {
    while (giveOne()) {
      // until none is left
    }
  }
}
