package dev.echo7.server.echo;

import dev.echo7.events.Connection;
import dev.echo7.events.FaultHit;
import dev.echo7.events.KernelInfo;
import dev.echo7.events.Peer;
import dev.echo7.events.TlsInfo;
import dev.echo7.net.Transport;
import dev.echo7.server.memory.PendingOutput;
import dev.echo7.server.memory.RecordInput;
import dev.echo7.server.netty.KernelLook;
import dev.echo7.server.peer.HandshakeResult;
import dev.echo7.server.peer.ListenerIdentity;
import dev.echo7.server.peer.Peers;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection as observers see it: its peer, its listener, and its traffic.
 *
 * <p>The methods of {@link Connection} may be called on any thread. Bytes and reads are counted by
 * the connection's event loop alone, in plain fields, and read elsewhere with opaque access: a
 * count is never torn, and no lock is needed.
 */
public final class ConnectionView implements Connection {
  private static final VarHandle BYTES_IN;
  private static final VarHandle BYTES_OUT;
  private static final VarHandle READS;

  static {
    try {
      MethodHandles.Lookup own = MethodHandles.lookup();
      BYTES_IN = own.findVarHandle(ConnectionView.class, "bytesIn", long.class);
      BYTES_OUT = own.findVarHandle(ConnectionView.class, "bytesOut", long.class);
      READS = own.findVarHandle(ConnectionView.class, "reads", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final long id;
  private final Channel channel;
  private final ListenerIdentity listener;
  private final long openedAtNs = System.nanoTime();
  private long bytesIn;
  private long bytesOut;
  private long reads;
  private volatile boolean begun;
  private final Activity activity = new Activity(openedAtNs);
  private volatile @Nullable KernelInfo lastOfKernel;
  private volatile Withheld withheld = Withheld.NOTHING;

  ConnectionView(long id, Channel channel, ListenerIdentity listener) {
    this.id = id;
    this.channel = channel;
    this.listener = listener;
  }

  /** It is no longer waiting for a PROXY header or a TLS handshake. On the event loop. */
  void begin() {
    begun = true;
  }

  /** Whether it has begun, and so is reported to observers. Any thread. */
  public boolean hasBegun() {
    return begun;
  }

  /** Counts a read. On the event loop. */
  void countRead(int bytes) {
    BYTES_IN.setOpaque(this, bytesIn + bytes);
    READS.setOpaque(this, reads + 1);
  }

  /** Notes how much the kernel has taken: all that is not pending. On the event loop. */
  void countOutput() {
    long pending = PendingOutput.bytesIn(channel.unsafe().outboundBuffer());
    long taken = bytesIn - pending - withheld.bytes();
    // Over TLS the pending bytes are records, which are longer than their contents.
    if (pending >= 0 && taken > bytesOut) {
      BYTES_OUT.setOpaque(this, taken);
    }
  }

  /** Brings the count of bytes sent up to date, while some are pending. Any thread. */
  public void lookAtOutput() {
    channel.eventLoop().execute(this::countOutput);
  }

  /** Has faults hold back some of the echo from now on, or add to it. On the event loop. */
  public Withheld withholding() {
    if (withheld == Withheld.NOTHING) {
      withheld = new Withheld(channel);
    }
    return withheld;
  }

  Activity activity() {
    return activity;
  }

  /** Brings all counts up to date for the last time, before the socket is closed. */
  void countLast() {
    countOutput();
    KernelInfo now = KernelLook.at(channel);
    if (now != null) {
      lastOfKernel = now;
    }
  }

  public Channel channel() {
    return channel;
  }

  /**
   * The memory held by pending output and the incomplete TLS record, approximately, in bytes. Any
   * thread, but too slow to call for each message.
   */
  long heldBytes() {
    RecordInput tls = channel.pipeline().get(RecordInput.class);
    return queuedBytes() + (tls == null ? 0 : tls.bytesWaiting());
  }

  /** The thread that serves it: {@code event-loop-0}. */
  public String loopName() {
    return ((SingleThreadEventExecutor) channel.eventLoop()).threadProperties().name();
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public Transport transport() {
    return listener.transport();
  }

  @Override
  public String listener() {
    return listener.listener(channel);
  }

  @Override
  public Peer peer() {
    return listener.peers().of(channel);
  }

  @Override
  public int port() {
    return Peers.portOf(channel);
  }

  @Override
  public @Nullable TlsInfo tls() {
    return HandshakeResult.of(channel);
  }

  @Override
  public @Nullable KernelInfo kernel() {
    KernelInfo now = KernelLook.at(channel);
    return now != null ? now : lastOfKernel;
  }

  @Override
  public long bytesIn() {
    return (long) BYTES_IN.getOpaque(this);
  }

  @Override
  public long bytesOut() {
    return (long) BYTES_OUT.getOpaque(this);
  }

  @Override
  public long reads() {
    return (long) READS.getOpaque(this);
  }

  @Override
  public long queuedBytes() {
    ChannelOutboundBuffer output = channel.unsafe().outboundBuffer();
    return output == null ? 0 : output.totalPendingWriteBytes() + withheld.waiting();
  }

  @Override
  public String faults() {
    return withheld.faults();
  }

  @Override
  public List<FaultHit> faultHits() {
    return withheld.hits();
  }

  @Override
  public long openedAtNs() {
    return openedAtNs;
  }

  @Override
  public long lastActiveNs() {
    return activity.lastNs();
  }
}
