package dev.echo7.server;

import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a socket's error means to the person at the console, and the cure. */
enum SocketProblem {
  IN_USE(
      "address already in use",
      "address already in use; stop the program that has it (ss -ltnp shows it), or choose another port"),
  NOT_PERMITTED(
      "permission denied",
      "permission denied; ports below 1024 need root or CAP_NET_BIND_SERVICE: choose a higher port"),
  NOT_LOCAL(
      "cannot assign requested address",
      "this machine does not have that address; ip address lists those that it has"),
  NO_FAMILY(
      "address family not supported",
      "this machine does not speak that kind of address; use an IPv4 address"),
  NO_DESCRIPTORS_OF_SYSTEM(
      "too many open files in system",
      "too many open files on this machine; new clients wait until some are closed (sysctl"
          + " fs.file-max)"),
  NO_DESCRIPTORS(
      "too many open files",
      "too many open files; new clients wait until some leave (ulimit -n raises the limit)"),
  NO_BUFFERS("no buffer space", "the kernel has no memory for sockets; new clients wait"),
  NO_MEMORY("cannot allocate memory", "the kernel has no memory; new clients wait"),
  OTHER("", "");

  private final String systemText;
  private final String advice;

  SocketProblem(String systemText, String advice) {
    this.systemText = systemText;
    this.advice = advice;
  }

  /** Which of these an error is; the text of strerror(3) tells, since Java has no error numbers. */
  static SocketProblem of(Throwable failure) {
    String text = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    for (SocketProblem problem : values()) {
      if (text.contains(problem.systemText)) {
        return problem;
      }
    }
    return OTHER;
  }

  /** Whether more of something, descriptors or memory, would mend it. */
  boolean isOfThisMachine() {
    return this == NO_DESCRIPTORS
        || this == NO_DESCRIPTORS_OF_SYSTEM
        || this == NO_BUFFERS
        || this == NO_MEMORY;
  }

  /** Whether a socket could not be had because this machine has no IPv6. */
  static boolean saysNoIpv6(@Nullable Throwable failure) {
    SocketProblem problem = failure == null ? OTHER : of(failure);
    return problem == NO_FAMILY || problem == NOT_LOCAL;
  }

  /** One line: what is wrong, and the cure where there is one to name. */
  static String explain(Throwable failure) {
    SocketProblem problem = of(failure);
    return problem != OTHER ? problem.advice : systemWords(failure);
  }

  private static String systemWords(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    // Netty puts the system call in front: "bind(..) failed with error(-13): Permission denied".
    int words = failure instanceof IOException ? message.lastIndexOf(": ") : -1;
    return words < 0 ? message : message.substring(words + 2);
  }
}
