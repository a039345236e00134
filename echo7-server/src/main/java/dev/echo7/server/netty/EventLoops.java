package dev.echo7.server.netty;

import dev.echo7.net.Endpoint;
import dev.echo7.net.failure.FailureText;
import dev.echo7.net.failure.Situation;
import dev.echo7.server.config.EventLoopKind;
import dev.echo7.server.config.ServerStartException;
import dev.echo7.server.memory.CountedMemory;
import dev.echo7.server.memory.EnduringIo;
import dev.echo7.server.memory.SharedChunk;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.kqueue.KQueueIoHandler;
import io.netty.channel.kqueue.KQueueServerDomainSocketChannel;
import io.netty.channel.kqueue.KQueueServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The threads of a server, each serving many connections: the lecture's thread or child per client
 * became one loop that asks the kernel which of its sockets has something to do.
 *
 * <p>One group both accepts and serves. Whoever made it calls {@link #close}.
 */
public final class EventLoops implements AutoCloseable {
  private static final long QUIET_PERIOD_MS = 0;
  private static final long CLOSE_TIMEOUT_MS = 1_000;
  private static final long OPEN_TIMEOUT_MS = 5_000;

  private final EventLoopKind kind;
  private final int count;
  private final EventLoopGroup group;
  private final CountedMemory memory = new CountedMemory();
  private final RecvByteBufAllocator chunks = SharedChunk.of(memory);
  private volatile boolean closed;

  private EventLoops(EventLoopKind kind, int count) {
    this.kind = kind;
    this.count = count;
    this.group =
        new MultiThreadIoEventLoopGroup(count, new LoopThreads(), EnduringIo.of(ioHandlers(kind)));
  }

  /**
   * Starts the loops.
   *
   * @param wanted null for the best available
   * @param count 0 for one per CPU
   * @throws ServerStartException if the wanted kind is not available on this machine
   */
  public static EventLoops start(@Nullable EventLoopKind wanted, int count)
      throws ServerStartException {
    EventLoopKind kind = wanted == null ? EventLoopKind.best() : wanted;
    if (kind == EventLoopKind.IO_URING) {
      throw new ServerStartException(
          "--transport io_uring is not available in this version; use epoll");
    }
    Throwable unavailability = kind.unavailability();
    if (unavailability != null) {
      throw new ServerStartException(
          "transport "
              + kind
              + " is not available here: "
              + FailureText.of(unavailability)
              + "; omit --transport for the best available",
          unavailability);
    }
    int loops = count == 0 ? Runtime.getRuntime().availableProcessors() : count;
    try {
      return new EventLoops(kind, loops);
    } catch (IllegalStateException e) {
      throw new ServerStartException(
          "cannot create "
              + (loops == 1 ? "an event loop" : loops + " event loops")
              + ": "
              + FailureText.of(causeOf(e), Situation.LISTEN),
          e);
    }
  }

  /** The cause, since Netty's own message says only what it was about to create. */
  private static Throwable causeOf(IllegalStateException failure) {
    Throwable cause = failure.getCause();
    return cause == null ? failure : cause;
  }

  public EventLoopGroup group() {
    return group;
  }

  /** How many there are. */
  public int size() {
    return (int) StreamSupport.stream(group.spliterator(), false).count();
  }

  /** Whether the calling thread is one of them. */
  public boolean isOneOfThem() {
    for (EventExecutor loop : group) {
      if (loop.inEventLoop()) {
        return true;
      }
    }
    return false;
  }

  public EventLoopKind kind() {
    return kind;
  }

  /** The memory of everything that is read and written on them. */
  public CountedMemory memory() {
    return memory;
  }

  /** Has a connection use {@link #memory}, and read into the {@link SharedChunk} of its loop. */
  public void giveMemory(Channel connection) {
    connection.config().setAllocator(memory);
    // Not tested on kqueue.
    if (kind == EventLoopKind.EPOLL || kind == EventLoopKind.NIO) {
      connection.config().setRecvByteBufAllocator(chunks);
    }
  }

  /**
   * Waits until a socket is registered or bound, and watched if it carries datagrams. If the kernel
   * does not watch it, Netty never answers for a socket that was bound already, and reports success
   * for a datagram socket; and an event loop may be stuck.
   *
   * @return a future that is done
   */
  public static ChannelFuture await(ChannelFuture opening) {
    boolean answered = opening.awaitUninterruptibly(OPEN_TIMEOUT_MS);
    if (answered && !opening.isSuccess()) {
      return opening;
    }
    Channel channel = opening.channel();
    // A datagram socket is watched by a listener of the future, which runs after it is done.
    answered = answered && awaitTurn(channel.eventLoop());
    Throwable failure = channel.attr(EpollWithoutRdhup.FAILURE).get();
    if (answered && failure == null) {
      return opening;
    }
    channel.close();
    return channel.newFailedFuture(
        failure == null ? new IOException("the event loop does not answer") : failure);
  }

  private static boolean awaitTurn(EventLoop loop) {
    return loop.submit(() -> {}).awaitUninterruptibly(OPEN_TIMEOUT_MS);
  }

  /** Done when every loop has run a task of ours: never, while one is stuck. */
  public CompletableFuture<Void> pulse() {
    return CompletableFuture.allOf(
        StreamSupport.stream(group.spliterator(), false)
            .map(loop -> CompletableFuture.runAsync(() -> {}, loop))
            .toArray(CompletableFuture<?>[]::new));
  }

  /** Whether an event loop has ended without {@link #close}. */
  public boolean hasLost() {
    return !closed
        && StreamSupport.stream(group.spliterator(), false).anyMatch(EventExecutor::isShuttingDown);
  }

  /** Makes listening TCP sockets: for IPv4 alone, or else for both families. */
  public ChannelFactory<ServerChannel> tcpListeners(boolean ipv4Only) {
    SocketProtocolFamily family = ipv4Only ? SocketProtocolFamily.INET : null;
    return switch (kind) {
      // By default Netty serves only IPv4 while no interface has an IPv6 address.
      case EPOLL ->
          () ->
              new EpollServerSocketChannel(
                  ipv4Only ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6);
      case KQUEUE -> KQueueServerSocketChannel::new;
      case NIO -> () -> new NioListener(family);
      case IO_URING -> throw notInThisVersion();
    };
  }

  /**
   * Makes listening Unix sockets.
   *
   * @throws ServerStartException if Netty cannot half-close them, and would drop pending bytes when
   *     the peer's FIN arrives
   */
  public ChannelFactory<ServerChannel> unixListeners(Endpoint.Unix unix)
      throws ServerStartException {
    return switch (kind) {
      case EPOLL -> EpollServerDomainSocketChannel::new;
      case KQUEUE -> KQueueServerDomainSocketChannel::new;
      case IO_URING -> throw notInThisVersion();
      case NIO ->
          throw new ServerStartException(
              "cannot listen on "
                  + unix
                  + ": transport "
                  + kind
                  + " cannot half-close a Unix socket; use epoll or kqueue");
    };
  }

  /** Ends the threads and what still runs on them, but does not wait for one that is stuck. */
  @Override
  public void close() {
    closed = true;
    group.shutdownGracefully(QUIET_PERIOD_MS, CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS);
    long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSE_TIMEOUT_MS);
    // Not the group's future, which needs another thread to complete.
    group.forEach(
        loop ->
            loop.terminationFuture()
                .awaitUninterruptibly(endNs - System.nanoTime(), TimeUnit.NANOSECONDS));
  }

  /** {@code epoll, 2 event loops}. */
  @Override
  public String toString() {
    return kind + ", " + count + (count == 1 ? " event loop" : " event loops");
  }

  /** Threads on which Netty finds thread-locals by an index, not by a hash. */
  private static final class LoopThreads implements ThreadFactory {
    private final AtomicInteger made = new AtomicInteger();

    @Override
    public Thread newThread(Runnable loop) {
      return new FastThreadLocalThread(loop, "event-loop-" + made.getAndIncrement());
    }
  }

  private static IoHandlerFactory ioHandlers(EventLoopKind kind) {
    return switch (kind) {
      case EPOLL -> EpollWithoutRdhup.newFactory();
      case KQUEUE -> KQueueIoHandler.newFactory();
      case NIO -> NioIoHandler.newFactory();
      case IO_URING -> throw notInThisVersion();
    };
  }

  /** For io_uring, which {@link #start} refuses. */
  public static IllegalStateException notInThisVersion() {
    return new IllegalStateException("io_uring is not available in this version");
  }
}
