package dev.echo7.net.posix;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a server asks the operating system for and the JDK has no method for.
 *
 * <p>By {@code java.lang.foreign} from Java 22 on, where native access is enabled; elsewhere
 * nothing can be asked, and each method says what its caller then has to do without. Any thread; a
 * call blocks as the C function does.
 */
public interface NativeCalls {
  /** Those that this JVM can make. */
  static NativeCalls ofThisJvm() {
    return NativeCallsOfThisJvm.BEST;
  }

  /** Whether they reach the operating system. */
  default boolean areAvailable() {
    return true;
  }

  /**
   * How many bytes the kernel holds for the peer of a socket: {@code ioctl(2)} with SIOCOUTQ
   * (tcp(7)). Linux.
   *
   * @return in bytes; 0 if it cannot be asked
   * @throws IOException if the kernel refuses
   */
  int untakenBytes(int descriptor) throws IOException;

  /**
   * Makes a descriptor non-blocking: {@code fcntl(2)} with O_NONBLOCK. Linux.
   *
   * @throws IOException if the kernel refuses, or it cannot be asked
   */
  void unblock(int descriptor) throws IOException;

  /**
   * Opens a folder as a place only: {@code open(2)} with O_PATH. Linux.
   *
   * @return its descriptor, to be closed by {@link #close}
   * @throws IOException if the kernel refuses, or it cannot be asked
   */
  int openFolder(Path folder) throws IOException;

  /**
   * Closes a descriptor: {@code close(2)}.
   *
   * @throws IOException if the kernel reports an error; the descriptor is closed all the same
   */
  void close(int descriptor) throws IOException;

  /** {@code strerror(3)}: in the language of the process's locale; null if there is no text. */
  @Nullable String errorText(int number);
}
