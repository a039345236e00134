package dev.echo7.server.config;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.kqueue.KQueue;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How event loops wait for many sockets at once; the names are those of {@code --transport}. */
public enum EventLoopKind {
  /** epoll(7), Linux. */
  EPOLL,
  /** kqueue(2), macOS and BSD. */
  KQUEUE,
  /** The JDK's selector, anywhere. */
  NIO,
  /** io_uring(7), Linux: a known name, but not available in this version. */
  IO_URING;

  /** The best that this machine has: epoll, then kqueue, then NIO. */
  public static EventLoopKind best() {
    return Arrays.stream(values()).filter(t -> t.unavailability() == null).findFirst().orElse(NIO);
  }

  /** Why this machine does not have it; null if it has. Loads the native library at first. */
  public @Nullable Throwable unavailability() {
    return switch (this) {
      case EPOLL -> Epoll.unavailabilityCause();
      case KQUEUE -> KQueue.unavailabilityCause();
      case NIO -> null;
      case IO_URING -> new UnsupportedOperationException("not in this version");
    };
  }

  /** Whether this is Linux, whatever waits for its sockets. */
  public static boolean isLinux() {
    return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux");
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
