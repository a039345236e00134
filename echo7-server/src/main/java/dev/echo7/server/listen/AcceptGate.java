package dev.echo7.server.listen;

import dev.echo7.events.Peer;
import dev.echo7.events.Rejection;
import dev.echo7.events.ServerEvents;
import dev.echo7.net.failure.FailureText;
import dev.echo7.net.failure.Situation;
import dev.echo7.net.posix.SystemError;
import dev.echo7.server.limit.Admission;
import dev.echo7.server.limit.SourceLimits;
import dev.echo7.server.netty.EventLoops;
import dev.echo7.server.netty.UnacceptedException;
import dev.echo7.server.peer.ListenerIdentity;
import dev.echo7.server.peer.Peers;
import dev.echo7.server.peer.Rejections;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Decides which connections begin, and whether to accept at all; the last handler of a listener's
 * pipeline.
 *
 * <pre>
 *               --- all connections in use ---> FULL, until one closes
 *   ACCEPTING   --- no descriptor, no memory -> RESTING, for a second
 *               --- failures in a row --------> RESTING, for a moment
 * </pre>
 *
 * <p>A failure of a single connection (accept(2), "Error handling") does not stop the listener:
 * otherwise any client could switch the service off. But failures that recur with no connection in
 * between must not make the event loop spin. One instance per listener, on its event loop.
 */
final class AcceptGate extends ChannelInboundHandlerAdapter {
  /** How long to wait for descriptors or memory to become free. */
  private static final long REST_MS = 1_000;

  /** After this many failures in a row, the listener rests for a moment. */
  private static final int MAX_FAILURES_IN_A_ROW = 100;

  private static final long MOMENT_MS = 20;

  private final Admission admission;
  private final @Nullable SourceLimits sources;
  private final Rejections rejections;
  private final ServerEvents events;
  private final ListenerIdentity identity;
  private final ConnectionSetup setup;
  private final EventLoops loops;
  private final boolean acceptsNothing;

  /** Connections that were accepted before accepting stopped: they wait for a free slot. */
  private final Queue<Channel> early = new ArrayDeque<>();

  private final Runnable wake = this::wake;
  private @Nullable ChannelHandlerContext context;
  private int failuresInARow;
  private boolean full;
  private boolean resting;

  AcceptGate(
      ListenerContext context, ListenerIdentity identity, ConnectionSetup setup, LastStep last) {
    this.admission = context.admission();
    this.sources = context.sources();
    this.rejections = context.rejections();
    this.events = context.echo().events();
    this.identity = identity;
    this.setup = setup;
    this.loops = context.loops();
    this.acceptsNothing = last.acceptsNothing();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ours) {
    context = ours;
    admission.add(wake);
  }

  /** The listener is closed, or could not be opened. */
  @Override
  public void handlerRemoved(ChannelHandlerContext ours) {
    admission.remove(wake);
    early.forEach(connection -> discard(connection, ours.channel().eventLoop()));
    early.clear();
  }

  /**
   * Registers it first: only a registered channel reports its end, which frees its source's slot.
   */
  private static void discard(Channel connection, EventLoop loop) {
    loop.register(connection);
    ConnectionSetup.reset(connection);
  }

  @Override
  public void channelRead(ChannelHandlerContext ours, Object message) {
    Channel connection = (Channel) message;
    failuresInARow = 0;
    Rejection refusal = refusal(connection);
    if (refusal != null) {
      connection.config().setOption(ChannelOption.SO_LINGER, 0);
      rejections.rejected(identity.peers().of(connection), refusal);
      connection.unsafe().closeForcibly();
    } else if (full || !admission.enter()) {
      early.add(connection);
      waitForAPlace(ours);
    } else {
      begin(ours, connection);
    }
  }

  private @Nullable Rejection refusal(Channel connection) {
    if (sources == null || !(connection.remoteAddress() instanceof InetSocketAddress remote)) {
      return null;
    }
    InetAddress source = remote.getAddress();
    return sources.admit(source, connection);
  }

  private void begin(ChannelHandlerContext ours, Channel connection) {
    connection.closeFuture().addListener(closed -> admission.leave());
    setup.begin(connection, loops, ours.channel().eventLoop());
    if (admission.isFull()) {
      waitForAPlace(ours);
    }
  }

  private void waitForAPlace(ChannelHandlerContext ours) {
    if (!full) {
      full = true;
      acceptIfAllowed(ours);
      admission.await();
    }
  }

  /** A slot may be free. Any thread. */
  private void wake() {
    ChannelHandlerContext ours = context;
    if (ours != null) {
      ours.executor().execute(() -> resume(ours));
    }
  }

  private void resume(ChannelHandlerContext ours) {
    full = false;
    while (!full && !early.isEmpty()) {
      if (admission.enter()) {
        begin(ours, early.remove());
      } else {
        waitForAPlace(ours);
      }
    }
    acceptIfAllowed(ours);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ours, Throwable failure) {
    String name = identity.naming().name(ours.channel().localAddress());
    if (failure instanceof UnacceptedException unaccepted) {
      Peer peer = Peers.ofUnaccepted(unaccepted.remote(), ours.channel().localAddress());
      setup.rejected(peer, name, unaccepted.getCause());
      return;
    }
    events.failed("cannot accept on " + name + ": " + FailureText.of(failure, Situation.ACCEPT));
    failuresInARow++;
    if (SystemError.isShortage(failure) || failure instanceof Error) {
      rest(ours, REST_MS);
    } else if (failuresInARow >= MAX_FAILURES_IN_A_ROW) {
      failuresInARow = 0;
      if (SystemError.isOfTheSocket(failure)) {
        // Nothing can be accepted on it any more; it will be reopened.
        ours.channel().close();
      }
      rest(ours, MOMENT_MS);
    }
  }

  private void rest(ChannelHandlerContext ours, long restMs) {
    if (!resting) {
      resting = true;
      acceptIfAllowed(ours);
      ours.executor().schedule(() -> endRest(ours), restMs, TimeUnit.MILLISECONDS);
    }
  }

  private void endRest(ChannelHandlerContext ours) {
    resting = false;
    acceptIfAllowed(ours);
  }

  /** On the event loop. */
  void acceptIfAllowed() {
    ChannelHandlerContext ours = context;
    if (ours != null) {
      acceptIfAllowed(ours);
    }
  }

  private void acceptIfAllowed(ChannelHandlerContext ours) {
    ours.channel().config().setAutoRead(!full && !resting && !acceptsNothing);
  }
}
