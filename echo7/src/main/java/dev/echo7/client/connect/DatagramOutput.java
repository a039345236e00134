package dev.echo7.client.connect;

import dev.echo7.net.failure.FailureText;
import dev.echo7.net.failure.Situation;
import dev.echo7.net.posix.SystemError;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;

/**
 * Sends datagrams from a connected socket, and distinguishes an ICMP error about an earlier
 * datagram from a failure to send this one.
 *
 * <p>The kernel reports an ICMP error once, as the failure of the next call on the socket (udp(7)),
 * and that call sends nothing. So a send that fails with an error that can be such a report is
 * retried. If it fails again, or with an error that only this machine raises, the datagram was
 * never sent.
 */
public final class DatagramOutput {
  /**
   * Reports can come faster than we send; after this many in a row the error is taken as our own.
   */
  private static final int MOST_REPORTS = 8;

  private DatagramOutput() {}

  /** Receives ICMP errors about datagrams that were sent before. */
  public interface Reports {
    void lost(String reason);
  }

  /**
   * Sends one.
   *
   * @return how many bytes went: all, or 0 if the socket does not block and there is no room
   * @throws NotSentException if this machine did not send it
   * @throws IOException if the socket can no longer be used
   */
  public static int send(DatagramChannel channel, ByteBuffer datagram, Reports reports)
      throws IOException {
    IOException before = null;
    for (int i = 0; ; i++) {
      try {
        int sent = channel.write(datagram);
        if (before != null) {
          reports.lost(words(before, channel.getRemoteAddress()));
        }
        return sent;
      } catch (IOException e) {
        if (before != null && isRefusal(before)) {
          reports.lost(words(before, channel.getRemoteAddress()));
        }
        boolean isReport = isReport(e) && (before == null || isRefusal(e)) && i < MOST_REPORTS;
        if (!isReport) {
          throw notSent(e, channel.getRemoteAddress());
        }
        before = e;
      }
    }
  }

  /**
   * Sends one from an unconnected socket, which gets no ICMP errors.
   *
   * @throws NotSentException if this machine did not send it
   */
  public static void send(DatagramChannel channel, ByteBuffer datagram, SocketAddress to)
      throws IOException {
    try {
      channel.send(datagram, to);
    } catch (IOException e) {
      throw notSent(e, to);
    }
  }

  private static IOException notSent(IOException reason, SocketAddress to) {
    return ThisMachine.refusedToSend(reason)
        ? new NotSentException(words(reason, to), reason)
        : reason;
  }

  /** Whether it can be an ICMP error about an earlier datagram (icmp(7), icmp_err_convert). */
  public static boolean isReport(IOException failure) {
    SystemError error = SystemError.of(failure);
    return error != null
        && switch (error) {
          case ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, EHOSTDOWN, ENONET, ENOPROTOOPT, EPROTO ->
              true;
          default -> false;
        };
  }

  private static boolean isRefusal(IOException failure) {
    return SystemError.ECONNREFUSED.isIn(failure);
  }

  /** What happened to a datagram, with the cure. */
  public static String words(IOException failure, @Nullable SocketAddress to) {
    if (SystemError.EADDRINUSE.isIn(failure)) {
      return ThisMachine.words(failure, null); // The implicit bind found no free port.
    }
    InetAddress address = to instanceof InetSocketAddress internet ? internet.getAddress() : null;
    return FailureText.of(failure, Situation.SEND_DATAGRAM, address);
  }
}
