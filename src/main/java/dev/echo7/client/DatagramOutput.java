package dev.echo7.client;

import dev.echo7.net.FailureText;
import dev.echo7.net.Situation;
import dev.echo7.net.SystemError;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;

/**
 * Sends datagrams from a connected socket, and tells apart what the network said of an earlier one
 * from what this machine says of this one.
 *
 * <p>The kernel reports an ICMP error once, in the place of the next call on the socket (udp(7)),
 * and sends nothing then: so a send that fails with an error that can be such a report is tried
 * again. One that fails for what only this machine can mean, or again, was never sent.
 */
final class DatagramOutput {
  /** Reports can come faster than we send; so many in a row, and we do not believe it any more. */
  private static final int MOST_REPORTS = 8;

  private DatagramOutput() {}

  /** Told of what the network said of a datagram that was sent before. */
  interface Reports {
    void lost(String reason);
  }

  /**
   * This machine did not send it; the message names the cure. Nothing left, so nothing can be lost.
   */
  static final class NotSentException extends IOException {
    private static final long serialVersionUID = 1L;

    NotSentException(IOException reason, SocketAddress to) {
      super(words(reason, to), reason);
    }
  }

  /**
   * Sends one.
   *
   * @return how many bytes went: all, or 0 if the socket does not block and there is no room
   * @throws NotSentException if this machine did not send it
   * @throws IOException if the socket is of no more use
   */
  static int send(DatagramChannel channel, ByteBuffer datagram, Reports reports)
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
          throw notSent(channel, e);
        }
        before = e;
      }
    }
  }

  /**
   * Sends one from a socket that is not connected, which hears nothing of what the network says.
   *
   * @throws NotSentException if this machine did not send it
   */
  static void send(DatagramChannel channel, ByteBuffer datagram, SocketAddress to)
      throws IOException {
    try {
      channel.send(datagram, to);
    } catch (IOException e) {
      throw ThisMachine.refusedToSend(e) ? new NotSentException(e, to) : e;
    }
  }

  private static IOException notSent(DatagramChannel channel, IOException reason)
      throws IOException {
    return ThisMachine.refusedToSend(reason)
        ? new NotSentException(reason, channel.getRemoteAddress())
        : reason;
  }

  /** Whether it can be what the network said of an earlier datagram (icmp(7), icmp_err_convert). */
  static boolean isReport(IOException failure) {
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
  static String words(IOException failure, @Nullable SocketAddress to) {
    if (SystemError.EADDRINUSE.isIn(failure)) {
      return ThisMachine.words(failure, null); // It was not bound yet, and there is no port left.
    }
    InetAddress address = to instanceof InetSocketAddress internet ? internet.getAddress() : null;
    return FailureText.of(failure, Situation.SEND_DATAGRAM, address);
  }
}
