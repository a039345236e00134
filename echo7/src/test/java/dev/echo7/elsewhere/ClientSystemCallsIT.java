package dev.echo7.elsewhere;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.elsewhere.matrix.Cell;
import dev.echo7.elsewhere.matrix.Circumstance;
import dev.echo7.elsewhere.matrix.Claims;
import dev.echo7.elsewhere.matrix.Mode;
import dev.echo7.elsewhere.matrix.Modes;
import dev.echo7.elsewhere.matrix.Peer;
import dev.echo7.elsewhere.matrix.Sample;
import dev.echo7.interop.Program;
import dev.echo7.interop.packaging.Installed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Failing system calls of the client, by strace's fault injection: each error on the call's man
 * page, in its first, second or third call. The client works or reports why not, without a stack
 * trace; its exit code is documented; and it ends.
 */
final class ClientSystemCallsIT {
  private static final int SAMPLED = 24;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /**
   * From the section ERRORS of each man page, as far as sockets are concerned. ENOTCONN of shutdown
   * is not among them: the JDK takes it for success, since the connection is gone then.
   */
  private static final Map<String, String> ERRORS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("socket", "EACCES EAFNOSUPPORT EINVAL EMFILE ENFILE ENOBUFS ENOMEM"),
              Map.entry(
                  "connect",
                  "EACCES EPERM EADDRINUSE EADDRNOTAVAIL EAFNOSUPPORT EAGAIN ECONNREFUSED EINTR"
                      + " ENETUNREACH EHOSTUNREACH ETIMEDOUT"),
              Map.entry("bind", "EACCES EADDRINUSE EADDRNOTAVAIL EINVAL ENOMEM"),
              Map.entry("getsockopt", "EBADF EINVAL ENOPROTOOPT ENOMEM"),
              Map.entry("setsockopt", "EBADF EINVAL ENOPROTOOPT ENOMEM"),
              Map.entry("getsockname", "EBADF ENOBUFS"),
              Map.entry("epoll_create1", "EMFILE ENFILE ENOMEM"),
              Map.entry("eventfd2", "EMFILE ENFILE ENODEV ENOMEM"),
              Map.entry("epoll_ctl", "EBADF EINVAL ENOMEM ENOSPC EPERM"),
              Map.entry("epoll_wait", "EBADF EINTR EINVAL"),
              Map.entry("poll", "EINTR EINVAL ENOMEM"),
              Map.entry("shutdown", "EINVAL ENOTSOCK"),
              Map.entry("recvfrom", "ECONNREFUSED EINTR EAGAIN ENOMEM ENOTCONN"),
              Map.entry("sendto", "EPERM ENOBUFS ENOMEM EAGAIN ECONNRESET EPIPE")));

  private static final List<Mode> MODES =
      Stream.of(
              "line tcp",
              "line tls",
              "line udp",
              "line unix",
              "ping",
              "ping udp",
              "ping --reconnect",
              "ping sweep ports",
              "ping sweep udp",
              "ping sweep sizes",
              "ping --json",
              "load closed",
              "load udp",
              "load --json",
              "load --reconnect",
              "check",
              "check udp")
          .map(Modes::named)
          .toList();

  private static @Nullable Peer peer;

  @BeforeAll
  static void startPeer() {
    peer = Peer.here();
  }

  @AfterAll
  static void stopPeer() {
    Objects.requireNonNull(peer).close();
  }

  private static List<Circumstance> failures() {
    List<Circumstance> all = new ArrayList<>();
    ERRORS.forEach(
        (call, errors) -> {
          for (String error : errors.split(" ", -1)) {
            for (int nth = 1; nth <= 3; nth++) {
              all.add(failing(call, error, nth));
            }
          }
        });
    return all;
  }

  private static Circumstance failing(String call, String error, int nth) {
    return Circumstance.of(
        call + " " + nth + " " + error,
        "strace",
        "-f",
        "-qq",
        "-e",
        "trace=" + call,
        "-e",
        "inject=" + call + ":error=" + error + ":when=" + nth,
        "-o",
        "/dev/null");
  }

  private static List<Cell> cells() {
    Installed.require("strace");
    return Sample.of(
        "client-system-calls",
        Cell.of(MODES, failures()),
        Set.of(
            "line tcp in poll 1 EINTR",
            "line tcp in connect 1 EADDRNOTAVAIL",
            "line tcp in epoll_ctl 2 ENOSPC",
            "line tcp in shutdown 1 EINVAL",
            "line unix in shutdown 1 EINVAL",
            "line udp in epoll_wait 1 EINTR",
            "ping --reconnect in socket 2 EMFILE",
            "ping udp in bind 1 EADDRINUSE",
            "load closed in epoll_create1 2 EMFILE",
            "load closed in epoll_ctl 2 ENOSPC",
            "load udp in epoll_ctl 1 ENOSPC",
            "check in connect 2 EADDRNOTAVAIL"),
        SAMPLED);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cells")
  void worksOrSaysWhyNot(Cell cell) {
    Mode mode = cell.mode();
    List<String> words = new ArrayList<>();
    words.add(Cell.bin(mode.program()));
    for (String word : mode.words().subList(1, mode.words().size())) {
      words.add(Objects.requireNonNull(peer).fill(word));
    }
    try (Program client = Program.start(cell.circumstance().command(words))) {
      int code = client.feed(mode.input()).endInput().exitCodeWithin(PATIENCE);
      boolean isInvalid = code != client.exitCodeIfValid();
      assertTrue(code == 0 || code == 1 || isInvalid, client::toString);
      Claims.assertFitForUsers(client);
      assertTrue(code == 0 || !said(client).isBlank(), () -> "fails in silence: " + client);
      if (!client.stdout().isEmpty()) {
        mode.shape().check(client.stdout());
      }
    }
  }

  /** Its report of the failure, on either stream; a failure is never silent. */
  private static String said(Program client) {
    return client.stderr() + client.stdout();
  }
}
