package dev.echo7.admin.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One connection to the admin endpoint, with a timeout for each thing that it does.
 *
 * <pre>
 *       bytes      request complete   answer taken
 *  WAITING --> ASKING --> ANSWERING --------------> WAITING, or LEAVING if it was the last
 *   30 s        10 s        60 s |                   30 s        2 s
 *                                +--> STREAMING: without end, while it takes what it is sent
 * </pre>
 *
 * <p>Confined to the event loop. {@code AdminConnections} checks it once per second.
 */
public final class AdminConnection extends ChannelInboundHandlerAdapter {
  private static final long WAITING_NS = TimeUnit.SECONDS.toNanos(30);
  private static final long ASKING_NS = TimeUnit.SECONDS.toNanos(10);
  private static final long ANSWERING_NS = TimeUnit.SECONDS.toNanos(60);
  private static final long LEAVING_NS = TimeUnit.SECONDS.toNanos(2);

  /** How long a peer may take nothing of a response. */
  private static final long STALLED_NS = TimeUnit.SECONDS.toNanos(30);

  private enum Phase {
    WAITING,
    ASKING,
    ANSWERING,
    STREAMING,
    LEAVING
  }

  private final Channel channel;
  private final Consumer<AdminConnection> opened;
  private final Consumer<AdminConnection> closed;
  private Phase phase = Phase.ASKING;
  private long sinceNs = System.nanoTime();
  private long pendingBytes;
  private long movedNs = sinceNs;

  /**
   * A connection that has not begun.
   *
   * @param opened called when it begins
   * @param closed called when it has ended
   */
  AdminConnection(
      Channel channel, Consumer<AdminConnection> opened, Consumer<AdminConnection> closed) {
    this.channel = channel;
    this.opened = opened;
    this.closed = closed;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    opened.accept(this);
    context.fireChannelActive();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    closed.accept(this);
    context.fireChannelInactive();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (phase == Phase.LEAVING) {
      ReferenceCountUtil.release(message);
      return;
    }
    if (phase == Phase.WAITING) {
      enter(Phase.ASKING);
    }
    context.fireChannelRead(message);
  }

  /** A request is complete. */
  public void answering() {
    enter(Phase.ANSWERING);
  }

  /**
   * The response is endless. Nothing more is read, since no further request could be answered; a
   * failing write shows that the peer has gone.
   */
  public void streaming() {
    enter(Phase.STREAMING);
  }

  /** The response is sent. */
  public void waiting() {
    enter(Phase.WAITING);
  }

  /**
   * The last response is sent: sends our FIN, and discards what still arrives until the peer's FIN.
   * Closing with unread bytes would send a reset, which may overtake the response.
   */
  public void leave() {
    enter(Phase.LEAVING);
    if (channel instanceof DuplexChannel duplex) {
      duplex.shutdownOutput();
      channel.config().setAutoRead(true);
    } else {
      channel.close();
    }
  }

  /** Whether no response is due: between requests, or before the end of one. */
  boolean awaitsRequest() {
    return phase == Phase.WAITING || phase == Phase.ASKING;
  }

  /** When the present phase began, on the clock of {@link System#nanoTime}. */
  long sinceNs() {
    return sinceNs;
  }

  Channel channel() {
    return channel;
  }

  /** Whether a timeout has expired. */
  boolean isLate(long nowNs) {
    return nowNs - sinceNs > patienceNs() || hasStalled(nowNs);
  }

  void close() {
    channel.close();
  }

  private long patienceNs() {
    return switch (phase) {
      case WAITING -> WAITING_NS;
      case ASKING -> ASKING_NS;
      case ANSWERING -> ANSWERING_NS;
      case STREAMING -> Long.MAX_VALUE;
      case LEAVING -> LEAVING_NS;
    };
  }

  private boolean hasStalled(long nowNs) {
    ChannelOutboundBuffer output = channel.unsafe().outboundBuffer();
    long pending = output == null ? 0 : output.totalPendingWriteBytes();
    if (pending == 0 || pending != pendingBytes) {
      pendingBytes = pending;
      movedNs = nowNs;
    }
    return nowNs - movedNs > STALLED_NS;
  }

  private void enter(Phase next) {
    phase = next;
    sinceNs = System.nanoTime();
  }
}
