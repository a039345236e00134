package dev.echo7.client.connect;

import dev.echo7.net.failure.FailureText;
import dev.echo7.net.failure.Situation;
import dev.echo7.net.posix.SystemError;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether this machine caused a failure: no source port, no descriptor, no memory, no
 * route, a local firewall. Then neither the path nor the server is to blame, and nothing was lost,
 * since nothing was sent.
 */
public final class ThisMachine {
  private ThisMachine() {}

  /** Whether this machine prevented a connection, or a socket. */
  public static boolean keptFromConnecting(IOException failure) {
    if (failure instanceof ConnectFailedException failed) {
      return failed.isOurs();
    }
    return isLacking(SystemError.of(failure));
  }

  /** The same for a failure of connect(2) or bind(2) itself, before any answer. */
  public static boolean refusedAtOnce(IOException failure) {
    SystemError error = SystemError.of(failure);
    if (failure instanceof ConnectFailedException failed) {
      return failed.isOurs();
    }
    return error != SystemError.ECONNREFUSED && (isLacking(error) || isOfTheWayOut(error));
  }

  /**
   * Whether this machine prevented the send of a datagram. ICMP errors about earlier ones do not
   * count; see {@link DatagramOutput}.
   */
  static boolean refusedToSend(IOException failure) {
    return SystemError.EMSGSIZE.isIn(failure) || refusedAtOnce(failure);
  }

  /**
   * What this machine lacked to reach an address, and the cure.
   *
   * @param target null if it is not known yet
   */
  public static String words(IOException failure, @Nullable InetSocketAddress target) {
    if (failure instanceof ConnectFailedException || failure instanceof NotSentException) {
      return FailureText.of(failure);
    }
    SystemError error = SystemError.of(failure);
    InetAddress address = target == null ? null : target.getAddress();
    boolean noPort = error == SystemError.EADDRINUSE || error == SystemError.EAGAIN;
    return noPort
        ? FailureText.of(SystemError.EADDRNOTAVAIL, Situation.CONNECT)
        : FailureText.of(failure, Situation.CONNECT, address);
  }

  private static boolean isLacking(@Nullable SystemError error) {
    return error != null
        && switch (error) {
          case EMFILE, ENFILE, ENOMEM, ENOBUFS, EADDRNOTAVAIL, EADDRINUSE, EAGAIN, EPERM, EACCES ->
              true;
          default -> false;
        };
  }

  private static boolean isOfTheWayOut(@Nullable SystemError error) {
    return error != null
        && switch (error) {
          case EINVAL, ENETUNREACH, EHOSTUNREACH, ENETDOWN, ENODEV, EAFNOSUPPORT -> true;
          default -> false;
        };
  }
}
