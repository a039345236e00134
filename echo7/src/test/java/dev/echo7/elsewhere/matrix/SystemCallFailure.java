package dev.echo7.elsewhere.matrix;

import java.util.ArrayList;
import java.util.List;

/**
 * One failing system call of the server, to be injected by strace.
 *
 * @param server how the server serves: {@code epoll tcp}
 * @param call the system call, by its names in strace
 * @param error the errno that it returns
 * @param nth which call fails, counted from the injection
 */
public record SystemCallFailure(String server, String call, String error, int nth) {
  private static final List<String> SERVERS =
      List.of("epoll tcp", "epoll tls", "epoll unix", "nio tcp", "nio tls");

  /**
   * Calls and the errors on their man pages, except those that cannot occur here. Not close: a call
   * that strace fails is not made, and would leak a descriptor that the kernel always frees.
   */
  private static final List<String> ERRORS =
      List.of(
          "accept4 EAGAIN ECONNABORTED EINTR EINVAL EMFILE ENFILE ENOBUFS ENOMEM EPROTO EPERM",
          "accept EAGAIN ECONNABORTED EINTR EINVAL EMFILE ENFILE ENOBUFS ENOMEM EPROTO EPERM",
          "epoll_ctl ENOSPC ENOMEM EPERM EINVAL",
          "epoll_wait,epoll_pwait,epoll_pwait2 EINTR",
          "getsockopt EINVAL ENOMEM ENOPROTOOPT",
          "setsockopt EINVAL ENOMEM ENOPROTOOPT EDOM",
          "getsockname ENOBUFS EINVAL",
          "fcntl EAGAIN EINVAL",
          "read EAGAIN EINTR ECONNRESET EIO",
          "recvfrom EAGAIN ECONNRESET EINTR ENOMEM ETIMEDOUT",
          "write EAGAIN EINTR ECONNRESET EPIPE",
          "sendto EAGAIN ECONNRESET EINTR EPIPE ENOBUFS ENOMEM",
          "shutdown ENOTCONN ENOBUFS");

  /** What once failed: the registration and the options of a new connection. */
  public static List<SystemCallFailure> known() {
    return List.of(
        new SystemCallFailure("epoll tcp", "epoll_ctl", "ENOSPC", 1),
        new SystemCallFailure("epoll tcp", "epoll_ctl", "ENOMEM", 1),
        new SystemCallFailure("epoll tls", "epoll_ctl", "ENOSPC", 1),
        new SystemCallFailure("epoll unix", "epoll_ctl", "ENOMEM", 1),
        new SystemCallFailure("epoll tcp", "getsockopt", "ENOMEM", 1),
        new SystemCallFailure("epoll tcp", "getsockname", "ENOBUFS", 1),
        new SystemCallFailure("epoll tcp", "setsockopt", "EINVAL", 1),
        new SystemCallFailure("epoll tcp", "setsockopt", "EINVAL", 2),
        new SystemCallFailure("epoll tcp", "setsockopt", "EINVAL", 3),
        new SystemCallFailure("nio tcp", "getsockopt", "ENOMEM", 1),
        new SystemCallFailure("nio tcp", "setsockopt", "EINVAL", 3),
        new SystemCallFailure("nio tcp", "epoll_ctl", "ENOSPC", 1));
  }

  public static List<SystemCallFailure> all() {
    List<SystemCallFailure> all = new ArrayList<>();
    for (String server : SERVERS) {
      for (String row : ERRORS) {
        String[] words = row.split(" ", -1);
        for (int error = 1; error < words.length; error++) {
          for (int nth = 1; nth <= 3; nth++) {
            all.add(new SystemCallFailure(server, words[0], words[error], nth));
          }
        }
      }
    }
    return all;
  }

  public String transport() {
    return server.split(" ", -1)[0];
  }

  public String kind() {
    return server.split(" ", -1)[1];
  }

  @Override
  public String toString() {
    return server + ": " + call + " " + error + " " + nth;
  }
}
