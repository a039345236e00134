package dev.echo7.client.connect;

import dev.echo7.net.AddressText;
import dev.echo7.net.failure.FailureText;
import dev.echo7.net.failure.Situation;
import dev.echo7.net.posix.SystemError;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One attempt to connect a TCP channel, which never waits, and the words for its failure. */
public final class ConnectAttempt {
  private ConnectAttempt() {}

  /**
   * A failed attempt.
   *
   * @param words the address, and what happened
   * @param cure to append, with its separator in front; may be empty
   * @param isOurs whether this machine was the reason
   */
  record Failure(String words, String cure, boolean isOurs) {
    /**
     * @param isOurs whether this machine was the reason
     */
    static Failure of(InetSocketAddress address, IOException reason, boolean isOurs) {
      String why = isOurs ? ThisMachine.words(reason, address) : FailureText.of(reason);
      String join = reason instanceof ConnectFailedException ? ": " : " ";
      return new Failure(
          AddressText.of(address) + join + why,
          isOurs ? "" : FailureText.cure(reason, Situation.CONNECT, address.getAddress()),
          isOurs);
    }

    static Failure ofSilence(InetSocketAddress address, Duration limit) {
      String silence =
          String.format(Locale.ROOT, " no answer within %.1f s", limit.toNanos() / 1e9);
      return new Failure(
          AddressText.of(address) + silence,
          FailureText.cure(SystemError.ETIMEDOUT, Situation.CONNECT),
          false);
    }

    ConnectFailedException exception() {
      return new ConnectFailedException(words + cure, isOurs);
    }
  }

  /**
   * Starts to connect a non-blocking channel.
   *
   * @param source the address of this machine; null for any
   * @return whether it is connected already
   * @throws IOException if this machine refuses, or the answer came at once
   */
  static boolean begin(
      SocketChannel channel, InetSocketAddress address, @Nullable InetSocketAddress source)
      throws IOException {
    if (source != null) {
      // Attempts may share one source port, because their remote addresses differ.
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      Targets.bind(channel, source);
    }
    try {
      return channel.connect(address);
    } catch (UnsupportedAddressTypeException e) {
      // On a machine without IPv6, the JVM's sockets are IPv4 only.
      throw new SocketException(SystemError.EAFNOSUPPORT.words());
    }
  }

  /**
   * Starts to connect a new channel to one address, for an event loop.
   *
   * @param source the address of this machine; null for any
   * @return a non-blocking channel that is connected or will be
   * @throws ConnectFailedException if this machine refuses, or the answer came at once
   */
  public static SocketChannel begin(InetSocketAddress address, @Nullable InetSocketAddress source)
      throws IOException {
    SocketChannel channel;
    try {
      channel = SocketChannel.open();
    } catch (IOException e) {
      throw Failure.of(address, e, ThisMachine.keptFromConnecting(e)).exception();
    }
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      begin(channel, address, source);
      return channel;
    } catch (IOException e) {
      channel.close();
      throw Failure.of(address, e, ThisMachine.refusedAtOnce(e)).exception();
    }
  }

  /** Why a connection that had begun could not be established: the network or the server. */
  public static ConnectFailedException failure(InetSocketAddress address, IOException reason) {
    return Failure.of(address, reason, false).exception();
  }

  /** A connection that was not established in time. */
  public static ConnectFailedException silence(InetSocketAddress address, Duration limit) {
    return Failure.ofSilence(address, limit).exception();
  }
}
