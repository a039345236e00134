package dev.echo7.posix;

import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the kernel's counters of TCP connections (Linux) again and again, of a sample of {@value
 * #MOST} at most: reading one costs some microseconds.
 *
 * <p>Any thread; {@link #read} is for one at a time. A thread that sends or receives on a
 * connection waits for none of these methods longer than it takes to read one connection.
 */
public final class TcpSample {
  /** How many connections are read. */
  static final int MOST = 1_000;

  private final int most;
  private final Map<Channel, Member> members = new ConcurrentHashMap<>();

  /** Of connections that were closed since the last reading. */
  private Counts closed = Counts.NONE;

  /**
   * What the kernel counted.
   *
   * @param connections how many were read
   * @param retransmits segments that were sent again since the last reading
   * @param leastCwndBytes the smallest congestion window
   */
  public record Counts(int connections, long retransmits, long leastCwndBytes) {
    static final Counts NONE = new Counts(0, 0, Long.MAX_VALUE);

    Counts plus(Counts other) {
      return new Counts(
          connections + other.connections,
          retransmits + other.retransmits,
          Math.min(leastCwndBytes, other.leastCwndBytes));
    }
  }

  /** A connection. */
  private static final class Member {
    private final SocketChannel channel;
    private final SocketDescriptor.Ports ports;
    private @Nullable SocketDescriptor descriptor;
    private long retransmits;

    Member(SocketChannel channel, SocketDescriptor.Ports ports) {
      this.channel = channel;
      this.ports = ports;
    }

    synchronized boolean isFound() {
      return descriptor != null;
    }

    synchronized void found(SocketDescriptor itsDescriptor) {
      descriptor = itsDescriptor;
    }

    synchronized Counts read() {
      KernelTcp now = descriptor == null ? null : KernelTcp.of(descriptor);
      // If the channel was closed meanwhile, its descriptor may be that of another one.
      if (now == null || !channel.isOpen()) {
        return Counts.NONE;
      }
      long before = retransmits;
      retransmits = now.retransmits();
      return new Counts(1, now.retransmits() - before, now.cwndBytes());
    }

    synchronized Counts readLast() {
      Counts last = read();
      descriptor = null;
      return last;
    }
  }

  public TcpSample() {
    this(MOST);
  }

  TcpSample(int most) {
    this.most = most;
  }

  /** Adds a connection, unless there are enough, or it is not one of TCP. */
  public void add(Channel channel) {
    if (channel instanceof SocketChannel socket && members.size() < most) {
      SocketDescriptor.Ports ports = ports(socket);
      if (ports != null) {
        members.putIfAbsent(socket, new Member(socket, ports));
      }
    }
  }

  private static SocketDescriptor.@Nullable Ports ports(SocketChannel socket) {
    try {
      return SocketDescriptor.Ports.of(socket.getLocalAddress(), socket.getRemoteAddress());
    } catch (IOException e) {
      return null; // It was closed meanwhile.
    }
  }

  /** Reads a connection for the last time, just before it is closed. */
  public void remove(Channel channel) {
    Member member = members.remove(channel);
    if (member != null) {
      Counts last = member.readLast();
      synchronized (this) {
        closed = closed.plus(last);
      }
    }
  }

  /** Reads all; null if there are none, or the kernel has no counters. */
  public @Nullable Counts read() {
    members.keySet().removeIf(channel -> !channel.isOpen());
    find();
    Counts sum = takeClosed();
    for (Member member : members.values()) {
      sum = sum.plus(member.read());
    }
    return sum.connections == 0 ? null : sum;
  }

  private synchronized Counts takeClosed() {
    Counts taken = closed;
    closed = Counts.NONE;
    return taken;
  }

  /** Finds the descriptors of new connections; those that have none leave the sample. */
  private void find() {
    Map<SocketDescriptor.Ports, Member> wanted = new HashMap<>();
    for (Member member : members.values()) {
      if (!member.isFound()) {
        wanted.put(member.ports, member);
      }
    }
    if (wanted.isEmpty()) {
      return;
    }
    Map<SocketDescriptor.Ports, SocketDescriptor> found = found(wanted);
    wanted.forEach(
        (ports, member) -> {
          SocketDescriptor descriptor = found.get(ports);
          if (descriptor == null) {
            members.remove(member.channel);
          } else {
            member.found(descriptor);
          }
        });
  }

  private static Map<SocketDescriptor.Ports, SocketDescriptor> found(
      Map<SocketDescriptor.Ports, Member> wanted) {
    try {
      return SocketDescriptor.find(KernelTcp.IPPROTO_TCP, wanted.keySet());
    } catch (IOException e) {
      return Map.of(); // There is no descriptor left to read proc(5) with.
    }
  }
}
