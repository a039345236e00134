package dev.echo7.client.connect;

import dev.echo7.measure.AwakeClock;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Connects to the first address that answers (RFC 8305): the families take turns, and each further
 * attempt starts 250 ms after the one before, or at once if that one failed.
 *
 * <p>Used once, on one thread.
 */
final class HappyEyeballs {
  /** RFC 8305, section 5: the recommended Connection Attempt Delay. */
  static final long ATTEMPT_DELAY_NS = TimeUnit.MILLISECONDS.toNanos(250);

  private static final long LOOK_EVERY_MS = 500;

  private final @Nullable InetSocketAddress source;
  private final Queue<InetSocketAddress> untried;

  /** With the time of connect(2). */
  private final Map<SocketChannel, Long> attempts = new HashMap<>();

  private final List<String> failures = new ArrayList<>();

  /** The cures without duplicates, each with its separator in front. */
  private final Set<String> cures = new LinkedHashSet<>();

  private boolean onlyOurs = true;
  private long nextAttemptNs;
  private long connectNs;

  /**
   * @param candidates at least one, in the system's order of preference
   * @param source the source address; null for any
   */
  HappyEyeballs(List<InetSocketAddress> candidates, @Nullable InetSocketAddress source) {
    this.source = source;
    this.untried = interleaved(candidates);
  }

  /**
   * Connects.
   *
   * @param timeout for all attempts together; null for the system's own timeout
   * @return a connected channel in blocking mode
   * @throws ConnectFailedException if no address answered
   * @throws InterruptedIOException if the thread was interrupted
   */
  SocketChannel connect(@Nullable Duration timeout) throws IOException {
    try {
      SocketChannel winner = race(timeout == null ? Long.MAX_VALUE : timeout.toNanos());
      attempts.remove(winner);
      winner.configureBlocking(true);
      return winner;
    } catch (ConnectFailedException | InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      throw ThisMachine.keptFromConnecting(e)
          ? new ConnectFailedException(ThisMachine.words(e, null), true)
          : e;
    } finally {
      for (SocketChannel loser : attempts.keySet()) {
        loser.close();
      }
    }
  }

  /**
   * How long the winner took, from its connect(2) until it was seen to be connected: the path's
   * part of the time, and nothing that this program did before and after.
   */
  long connectNs() {
    return connectNs;
  }

  private SocketChannel won(SocketChannel channel) {
    connectNs = AwakeClock.nowNs() - attempts.getOrDefault(channel, 0L);
    return channel;
  }

  private SocketChannel race(long timeoutNs) throws IOException {
    Selector selector = Selector.open();
    try {
      long startNs = AwakeClock.nowNs();
      while (true) {
        if (Thread.interrupted()) {
          throw new InterruptedIOException("interrupted while connecting");
        }
        long elapsedNs = AwakeClock.nowNs() - startNs;
        if (elapsedNs >= timeoutNs) {
          throw timedOut(selector, timeoutNs);
        }
        if (!untried.isEmpty() && elapsedNs >= nextAttemptNs) {
          nextAttemptNs = elapsedNs + ATTEMPT_DELAY_NS;
          SocketChannel connected = attempt(untried.remove(), selector);
          if (connected != null) {
            return connected;
          }
        }
        if (untried.isEmpty() && selector.keys().isEmpty()) {
          throw failed();
        }
        long wakeNs = untried.isEmpty() ? timeoutNs : Math.min(timeoutNs, nextAttemptNs);
        SocketChannel connected =
            await(selector, selector.keys().isEmpty() ? 0 : wakeNs - elapsedNs);
        if (connected != null) {
          return connected;
        }
      }
    } finally {
      close(selector);
    }
  }

  /** Starts an attempt; returns the channel if it is connected at once. */
  private @Nullable SocketChannel attempt(InetSocketAddress address, Selector selector)
      throws IOException {
    SocketChannel channel;
    try {
      channel = SocketChannel.open();
    } catch (IOException e) {
      if (selector.keys().isEmpty()) {
        throw e;
      }
      // Another attempt that has a socket may succeed.
      failed(ConnectAttempt.Failure.of(address, e, true));
      return null;
    }
    attempts.put(channel, 0L);
    channel.configureBlocking(false);
    SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT, address);
    try {
      attempts.put(channel, AwakeClock.nowNs());
      if (ConnectAttempt.begin(channel, address, source)) {
        key.cancel();
        return won(channel);
      }
    } catch (IOException e) {
      failed(key, e, ThisMachine.refusedAtOnce(e));
      selector.selectNow();
    }
    return null;
  }

  /**
   * Waits for an attempt to end; returns the channel if it is connected.
   *
   * <p>It asks every attempt, not only those that the selector names, and at least twice per
   * second: the JDK ignores a failure of epoll_ctl (ENOSPC where a user has too many watches), and
   * such an attempt is never named.
   */
  private @Nullable SocketChannel await(Selector selector, long waitNs) throws IOException {
    if (waitNs > 0) {
      long waitMs = Math.min(LOOK_EVERY_MS, TimeUnit.NANOSECONDS.toMillis(waitNs) + 1);
      selector.select(waitMs);
    }
    for (SelectionKey key : List.copyOf(selector.keys())) {
      SocketChannel channel = (SocketChannel) key.channel();
      try {
        if (channel.isConnectionPending() && channel.finishConnect()) {
          return won(channel);
        }
      } catch (IOException e) {
        failed(key, e, false);
      }
    }
    selector.selectedKeys().clear();
    selector.selectNow();
    return null;
  }

  /**
   * @param isOurs whether this machine was the reason
   */
  private void failed(SelectionKey key, IOException reason, boolean isOurs) throws IOException {
    failed(ConnectAttempt.Failure.of((InetSocketAddress) key.attachment(), reason, isOurs));
    key.cancel();
    key.channel().close();
    nextAttemptNs = 0;
  }

  private void failed(ConnectAttempt.Failure failure) {
    onlyOurs &= failure.isOurs();
    failures.add(failure.words());
    cures.add(failure.cure());
  }

  private ConnectFailedException timedOut(Selector selector, long timeoutNs) {
    for (SelectionKey pending : selector.keys()) {
      InetSocketAddress address = (InetSocketAddress) pending.attachment();
      failed(ConnectAttempt.Failure.ofSilence(address, Duration.ofNanos(timeoutNs)));
    }
    return failed();
  }

  private ConnectFailedException failed() {
    return new ConnectFailedException(
        String.join(", ", failures) + String.join("", cures), onlyOurs);
  }

  /** Ignores failures, some of which NIO throws as an Error: the work is done. */
  static void close(Selector selector) {
    try {
      selector.close();
    } catch (IOException | InternalError e) {
      // The selector is not used any more.
    }
  }

  /** RFC 8305, section 4: the families take turns, that of the first address first. */
  static Queue<InetSocketAddress> interleaved(List<InetSocketAddress> candidates) {
    boolean v4First = isV4(candidates.getFirst().getAddress());
    Deque<InetSocketAddress> first = new ArrayDeque<>();
    Deque<InetSocketAddress> second = new ArrayDeque<>();
    for (InetSocketAddress candidate : candidates) {
      (isV4(candidate.getAddress()) == v4First ? first : second).add(candidate);
    }
    Queue<InetSocketAddress> inTurn = new ArrayDeque<>();
    while (!first.isEmpty() || !second.isEmpty()) {
      if (!first.isEmpty()) {
        inTurn.add(first.remove());
      }
      if (!second.isEmpty()) {
        inTurn.add(second.remove());
      }
    }
    return inTurn;
  }

  private static boolean isV4(InetAddress address) {
    return address instanceof Inet4Address;
  }
}
