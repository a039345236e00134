package dev.echo7.client.sweep;

import dev.echo7.client.connect.ConnectOptions;
import dev.echo7.client.connect.DatagramOutput;
import dev.echo7.client.connect.DatagramSession;
import dev.echo7.client.connect.NotSentException;
import dev.echo7.measure.AwakeClock;
import dev.echo7.net.AddressText;
import dev.echo7.net.HostPort;
import dev.echo7.net.UdpLimits;
import dev.echo7.net.failure.FailureText;
import dev.echo7.net.posix.SystemError;
import dev.echo7.posix.PathMtu;
import dev.echo7.posix.SocketDescriptor;
import dev.echo7.verify.Fault;
import dev.echo7.verify.Frame;
import dev.echo7.verify.FrameListener;
import dev.echo7.verify.InFlight;
import dev.echo7.verify.OtherProtocolException;
import dev.echo7.verify.Verifier;
import dev.echo7.verify.Verifiers;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the largest datagram that comes back, by bisection. A size is too large if none of three
 * probes comes back, or if the system rejects it (EMSGSIZE). One thread.
 */
public final class SizeSweep {
  private static final int TRIES = 3;

  /** Failed sends do not count as tries; after this many, the sweep gives up. */
  private static final int MOST_NOT_SENT = 5;

  private static final int IPPROTO_UDP = 17;

  private final HostPort address;
  private final ConnectOptions connect;
  private final long patienceNs;
  private final boolean dontFragment;
  private final long seed;
  private volatile boolean stopped;
  private boolean anyCame;

  /**
   * The result of one size.
   *
   * @param outcome what happened to its probes
   * @param takenNs the round trip time, if it came back
   * @param mtu the path MTU that the system knows; 0 if unknown
   * @param cameBytes how many bytes of a truncated datagram came back; 0 for others
   */
  public record Try(int size, Outcome outcome, long takenNs, int mtu, int cameBytes) {}

  /** What can happen to the probes of a size. */
  public enum Outcome {
    /** One came back intact. */
    CAME_BACK,
    /** One came back with wrong bytes. */
    CORRUPTED,
    /** The beginning of one came back. */
    TRUNCATED,
    /** None of three probes came back. */
    NO_REPLY,
    /** This machine would have to fragment it. */
    TOO_LONG
  }

  /**
   * The results of a sweep.
   *
   * @param place the address that was probed
   * @param largest the largest size that came back; 0 if none did
   * @param headerBytes the size of the IP and UDP headers, in addition
   * @param finished whether the search was completed; false after {@link #stop}
   */
  public record Report(
      String place, int largest, int headerBytes, List<Try> tries, boolean finished) {}

  /**
   * @param patienceNs how long to wait for each reply
   * @param dontFragment forbid fragmentation
   */
  public SizeSweep(
      HostPort address, ConnectOptions connect, long patienceNs, boolean dontFragment, long seed) {
    this.address = address;
    this.connect = connect;
    this.patienceNs = patienceNs;
    this.dontFragment = dontFragment;
    this.seed = seed;
  }

  /** Ends the run soon. */
  public void stop() {
    stopped = true;
  }

  /**
   * Searches.
   *
   * @param listener receives the result of each size
   * @throws IOException if the host is unknown, or fragmentation cannot be forbidden
   */
  public Report run(int smallest, int largest, Consumer<Try> listener) throws IOException {
    AwakeClock.watch();
    List<Try> tries = new ArrayList<>();
    try (DatagramChannel channel = DatagramSession.connected(address, connect);
        Selector selector = Selector.open()) {
      InetSocketAddress server = (InetSocketAddress) channel.getRemoteAddress();
      boolean ipv6 = server.getAddress() instanceof Inet6Address;
      PathMtu path = dontFragment ? PathMtu.forbidFragments(socket(channel), ipv6) : null;
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ);
      Probe probe =
          size -> {
            Try one = attempt(channel, selector, size, path);
            // If the run was stopped meanwhile, the result means nothing.
            if (one.outcome() == Outcome.CAME_BACK || !stopped) {
              tries.add(one);
              listener.accept(one);
            }
            return one.outcome() == Outcome.CAME_BACK;
          };
      int found = bisect(smallest, largest, probe);
      return new Report(AddressText.of(server), found, ipv6 ? 48 : 28, tries, !stopped);
    }
  }

  private static @Nullable SocketDescriptor socket(DatagramChannel channel) throws IOException {
    SocketDescriptor.Ports ports =
        SocketDescriptor.Ports.of(channel.getLocalAddress(), channel.getRemoteAddress());
    return ports == null ? null : SocketDescriptor.find(IPPROTO_UDP, ports);
  }

  private interface Probe {
    boolean comesBack(int size) throws IOException;
  }

  private int bisect(int smallest, int largest, Probe probe) throws IOException {
    if (!probe.comesBack(smallest)) {
      return 0;
    }
    if (smallest == largest || probe.comesBack(largest)) {
      return largest;
    }
    int good = smallest;
    int bad = largest;
    while (bad - good > 1 && !stopped) {
      int middle = (good + bad) >>> 1;
      if (probe.comesBack(middle)) {
        good = middle;
      } else {
        bad = middle;
      }
    }
    return good;
  }

  private Try attempt(DatagramChannel channel, Selector selector, int size, @Nullable PathMtu path)
      throws IOException {
    Try one = new Try(size, Outcome.NO_REPLY, 0, 0, 0);
    int sent = 0;
    int notSent = 0;
    String refusal = null;
    while (sent < TRIES && !stopped) {
      Exchange exchange = new Exchange(size, sent + notSent);
      try {
        exchange.run(channel, selector);
        sent++;
      } catch (NotSentException e) {
        if (SystemError.EMSGSIZE.isIn(e)) {
          return new Try(size, Outcome.TOO_LONG, 0, path == null ? 0 : path.mtu(), 0);
        }
        if (++notSent == MOST_NOT_SENT) {
          throw new IOException(AddressText.of(endpointOf(channel)) + " " + FailureText.of(e), e);
        }
        continue;
      }
      if (exchange.takenNs >= 0) {
        anyCame = true;
        return new Try(size, Outcome.CAME_BACK, exchange.takenNs, 0, 0);
      }
      refusal = exchange.refusal == null ? refusal : exchange.refusal;
      one = exchange.came == null ? one : new Try(size, exchange.came, 0, 0, exchange.cameBytes);
    }
    if (refusal != null && !anyCame && one.outcome() == Outcome.NO_REPLY) {
      throw new IOException(AddressText.of(endpointOf(channel)) + " " + refusal);
    }
    return one;
  }

  private static InetSocketAddress endpointOf(DatagramChannel channel) throws IOException {
    return (InetSocketAddress) channel.getRemoteAddress();
  }

  /** One datagram and its echo. */
  private final class Exchange implements FrameListener {
    private final InFlight inFlight;
    private final Frame frame;
    private final int connection;
    private long takenNs = -1;
    private @Nullable String refusal;
    private @Nullable Outcome came;
    private int cameBytes;

    Exchange(int size, int number) {
      this.frame = new Frame(seed, size);
      this.connection = size * (TRIES + MOST_NOT_SENT) + number;
      this.inFlight = new InFlight(1, 1);
    }

    void run(DatagramChannel channel, Selector selector) throws IOException {
      ByteBuffer out = ByteBuffer.allocate(frame.size());
      ByteBuffer in = ByteBuffer.allocate(UdpLimits.MAX_DATAGRAM);
      Verifier verifier = Verifiers.of(true, frame, connection, inFlight, 64, this);
      long startNs = AwakeClock.nowNs();
      frame.write(out, connection, inFlight.add(startNs), startNs);
      inFlight.sent(1, startNs);
      DatagramOutput.send(channel, out.flip(), reason -> {});
      for (long leftNs = patienceNs;
          leftNs > 0 && takenNs < 0 && refusal == null && !stopped;
          leftNs = startNs + patienceNs - AwakeClock.nowNs()) {
        selector.select(key -> {}, Math.max(1, leftNs / 1_000_000));
        if (receive(channel, in) > 0) {
          in.flip();
          if (!anyCame) {
            OtherProtocolException.refuse(in, frame);
          }
          if (in.remaining() == frame.size()) {
            verifier.verify(in);
          } else if (frame.isOf(connection, in)) {
            anotherSize(in.remaining());
          }
        }
        in.clear();
      }
    }

    /** An ICMP error about this probe ends the wait for it, but not the sweep. */
    private int receive(DatagramChannel channel, ByteBuffer in) throws IOException {
      try {
        return channel.read(in);
      } catch (IOException e) {
        if (!DatagramOutput.isReport(e)) {
          throw e;
        }
        refusal = DatagramOutput.words(e, channel.getRemoteAddress());
        return 0;
      }
    }

    private void anotherSize(int bytes) {
      boolean cut = bytes < frame.size();
      came = cut ? Outcome.TRUNCATED : Outcome.CORRUPTED;
      cameBytes = cut ? bytes : 0;
    }

    @Override
    public void arrived(long sequence) {
      takenNs = AwakeClock.nowNs() - inFlight.sentNs(sequence);
    }

    @Override
    public void fault(Fault fault) {
      if (fault.kind() == Fault.Kind.CORRUPTED) {
        came = Outcome.CORRUPTED;
        cameBytes = 0;
      }
    }
  }
}
