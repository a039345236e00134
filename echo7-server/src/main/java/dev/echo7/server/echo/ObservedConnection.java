package dev.echo7.server.echo;

import dev.echo7.events.Connection;
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
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * One accepted connection as others see it: who, where, and how much. What it does, {@link
 * EchoHandler} says.
 *
 * <p>The methods of {@link Connection} may be called from anywhere. Bytes and reads are counted by
 * the connection's event loop alone, in plain fields, and read elsewhere with opaque access: a
 * count is never torn and never locked.
 */
abstract class ObservedConnection extends ChannelDuplexHandler implements Connection {
  private static final VarHandle BYTES_IN;
  private static final VarHandle BYTES_OUT;
  private static final VarHandle READS;

  static {
    try {
      MethodHandles.Lookup own = MethodHandles.lookup();
      BYTES_IN = own.findVarHandle(ObservedConnection.class, "bytesIn", long.class);
      BYTES_OUT = own.findVarHandle(ObservedConnection.class, "bytesOut", long.class);
      READS = own.findVarHandle(ObservedConnection.class, "reads", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final long id;
  private final Channel channel;
  private final ListenerIdentity identity;
  private final long openedAtNs = System.nanoTime();
  private long bytesIn;
  private long bytesOut;
  private long reads;
  private final Activity activity = new Activity(openedAtNs);
  private volatile @Nullable KernelInfo lastOfKernel;

  ObservedConnection(long id, Channel channel, ListenerIdentity identity) {
    this.id = id;
    this.channel = channel;
    this.identity = identity;
  }

  /** One read has come. On the event loop. */
  final void countRead(int bytes) {
    BYTES_IN.setOpaque(this, bytesIn + bytes);
    READS.setOpaque(this, reads + 1);
  }

  /** Notes how much the kernel has taken: all, unless something waits. On the event loop. */
  final void countOutput() {
    long pending = PendingOutput.bytesIn(channel.unsafe().outboundBuffer());
    // What waits of a TLS stream are its records, which are longer than what is in them.
    if (pending >= 0 && bytesIn - pending > bytesOut) {
      BYTES_OUT.setOpaque(this, bytesIn - pending);
    }
  }

  /** Brings the count of bytes sent up to date, while some wait. Any thread. */
  final void lookAtOutput() {
    channel.eventLoop().execute(this::countOutput);
  }

  final Activity activity() {
    return activity;
  }

  /** Asks the kernel once more, while there is a socket. On the event loop. */
  final void lookLast() {
    KernelInfo now = KernelLook.at(channel);
    if (now != null) {
      lastOfKernel = now;
    }
  }

  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    countOutput();
    lookLast();
    context.close(promise);
  }

  public final Channel channel() {
    return channel;
  }

  /** The memory that holds what the kernel has not yet taken, in bytes; 0 if nothing is owed. */
  public final long bytesOwed() {
    ChannelOutboundBuffer output = channel.unsafe().outboundBuffer();
    return output == null ? 0 : output.totalPendingWriteBytes();
  }

  /**
   * The same plus the incomplete TLS record, approximately, in bytes. Any thread, but too slow to
   * call for each message.
   */
  final long bytesHeld() {
    RecordInput tls = channel.pipeline().get(RecordInput.class);
    return bytesOwed() + (tls == null ? 0 : tls.bytesWaiting());
  }

  /** The thread that serves it: {@code event-loop-0}. */
  public final String loopName() {
    return ((SingleThreadEventExecutor) channel.eventLoop()).threadProperties().name();
  }

  @Override
  public final long id() {
    return id;
  }

  @Override
  public final Transport transport() {
    return identity.transport();
  }

  @Override
  public final String listener() {
    return identity.listener(channel);
  }

  @Override
  public final Peer peer() {
    return identity.peers().of(channel);
  }

  @Override
  public final int port() {
    return Peers.portOf(channel);
  }

  @Override
  public final @Nullable TlsInfo tls() {
    return HandshakeResult.of(channel);
  }

  @Override
  public final @Nullable KernelInfo kernel() {
    KernelInfo now = KernelLook.at(channel);
    return now != null ? now : lastOfKernel;
  }

  @Override
  public final long bytesIn() {
    return (long) BYTES_IN.getOpaque(this);
  }

  @Override
  public final long bytesOut() {
    return (long) BYTES_OUT.getOpaque(this);
  }

  @Override
  public final long reads() {
    return (long) READS.getOpaque(this);
  }

  @Override
  public final long queuedBytes() {
    return bytesOwed();
  }

  @Override
  public final long openedAtNs() {
    return openedAtNs;
  }

  @Override
  public final long lastActiveNs() {
    return activity.lastNs();
  }
}
