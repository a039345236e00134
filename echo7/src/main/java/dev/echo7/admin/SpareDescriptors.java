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
 * A few reserved descriptors, with which an operator can still connect when a flood has taken all
 * others.
 *
 * <p>When accept fails, one is released and accept tried again; a descriptor that becomes free
 * later replaces it. They are opened early, because a limit that is lowered later forbids only high
 * descriptor numbers. Confined to one thread.
 */
final class SpareDescriptors implements Closeable {
  private static final Path NOTHING = Path.of("/dev/null");

  private final int wanted;
  private final Deque<FileChannel> held = new ArrayDeque<>();

  /** Reserves as many as possible, up to the number wanted. */
  SpareDescriptors(int wanted) {
    this.wanted = Files.exists(NOTHING) ? wanted : 0;
    retake();
  }

  /** Releases one; false if none is left. */
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

  /** Reserves again what was released, as far as possible. */
  void retake() {
    try {
      while (areMissing()) {
        held.push(FileChannel.open(NOTHING, StandardOpenOption.READ));
      }
    } catch (IOException e) {
      // Still none free: the next check may find one.
    }
  }

  @Override
  public void close() {
    while (giveOne()) {
      // until none is left
    }
  }
}
