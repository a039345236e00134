package dev.echo7.junit;

import dev.echo7.server.config.EventLoopKind;
import java.util.Locale;

/** The event loops that need a native library of Netty, which a test need not have. */
final class NativeLoops {
  private NativeLoops() {}

  /** Epoll where its library is on the class path, else NIO, whose server says what is missing. */
  static EventLoopKind epollIfAny() {
    return EventLoopKind.EPOLL.unavailability() == null ? EventLoopKind.EPOLL : EventLoopKind.NIO;
  }

  /**
   * Epoll or kqueue.
   *
   * @throws IllegalStateException if its library is missing; the message names the artifact
   */
  static EventLoopKind require() {
    EventLoopKind kind = EventLoopKind.isLinux() ? EventLoopKind.EPOLL : EventLoopKind.KQUEUE;
    if (kind.unavailability() != null) {
      throw new IllegalStateException(
          "a Unix socket needs io.netty:netty-transport-native-"
              + kind
              + " with the classifier "
              + classifier()
              + " on the class path; add it as a test dependency");
    }
    return kind;
  }

  private static String classifier() {
    String processor = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    return (EventLoopKind.isLinux() ? "linux-" : "osx-")
        + (processor.equals("aarch64") ? "aarch_64" : "x86_64");
  }
}
