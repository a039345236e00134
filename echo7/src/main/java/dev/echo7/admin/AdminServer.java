package dev.echo7.admin;

import dev.echo7.admin.api.AdminApi;
import dev.echo7.admin.api.EventFeed;
import dev.echo7.admin.api.PeerNaming;
import dev.echo7.admin.api.StatusJson;
import dev.echo7.admin.http.AdminConnection;
import dev.echo7.admin.http.AdminConnections;
import dev.echo7.admin.http.MediaRanges;
import dev.echo7.admin.http.RequestDecoder;
import dev.echo7.admin.http.RequestReader;
import dev.echo7.admin.http.ResponseEncoder;
import dev.echo7.admin.metrics.MetricsPage;
import dev.echo7.admin.route.AdminHandler;
import dev.echo7.admin.route.AdminStartException;
import dev.echo7.admin.route.RequestGuard;
import dev.echo7.admin.route.Route;
import dev.echo7.admin.route.Routes;
import dev.echo7.events.HelperStep;
import dev.echo7.events.RunningServer;
import dev.echo7.events.ServerEvents;
import dev.echo7.net.failure.FailureText;
import dev.echo7.net.failure.Situation;
import dev.echo7.net.posix.DescriptorLimit;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.handler.stream.ChunkedWriteHandler;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The admin endpoint of a server: HTTP/1.1 on a Unix socket or a TCP port.
 *
 * <p>{@link #open} binds it before the server starts, so that an unusable address is reported at
 * once. {@link #serve} starts to answer requests. {@link #close} ends it after the server has
 * ended, so that a drain can be watched. Any thread but an event loop may call all methods.
 *
 * <p>Two threads: an event loop, on NIO so that it is the same on every system, and a worker for
 * requests that walk the whole connection table.
 */
public final class AdminServer implements AutoCloseable {
  private static final int SPARE_DESCRIPTORS = 16;

  /** If descriptors are scarce, at most one in this many is kept spare. */
  private static final int SPARE_SHARE = 4;

  private static final int HEARTBEAT_SECONDS = 15;

  /** The size of one read, which bounds the memory for pipelined requests. */
  private static final int READ_BYTES = 2_048;

  private static final long CLOSE_PATIENCE_MS = 1_000;

  private final AdminSettings settings;
  private final ServerEvents log;
  private final ByteBufAllocator memory;
  private final MultiThreadIoEventLoopGroup group;
  private final EventLoop loop;
  private final ThreadPoolExecutor worker;
  private final SpareDescriptors spares = new SpareDescriptors(affordableSpares());
  private final AcceptFailures failures;
  private final AdminConnections connections = new AdminConnections();
  private final EventFeed feed;
  private volatile AdminListener listener;
  private volatile boolean closed;

  /** Used on the worker. */
  private boolean reopening;

  private volatile @Nullable Routes routes;
  private volatile @Nullable StatusJson status;
  private int seconds;

  private AdminServer(
      AdminSettings settings, ServerEvents log, ByteBufAllocator memory, IoHandlerFactory io)
      throws AdminStartException {
    this.settings = settings;
    this.log = log;
    this.memory = memory;
    this.group = newLoop(settings, io);
    this.loop = group.next();
    this.feed = new EventFeed(loop);
    this.failures = new AcceptFailures(spares, log);
    this.worker =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(2 * AdminConnections.MAX),
            Thread.ofPlatform().daemon().name("admin-worker").factory()) {
          @Override
          public void execute(Runnable task) {
            super.execute(new HelperStep("admin endpoint", log, task));
          }
        };
    try {
      worker.prestartCoreThread();
      this.listener = AdminListener.open(settings, loop, memory, failures, new Pipeline());
    } catch (AdminStartException e) {
      stopThreads();
      throw e;
    }
  }

  private static MultiThreadIoEventLoopGroup newLoop(AdminSettings settings, IoHandlerFactory io)
      throws AdminStartException {
    try {
      return new MultiThreadIoEventLoopGroup(
          1, Thread.ofPlatform().daemon().name("admin-loop").factory(), io);
    } catch (IllegalStateException e) {
      Throwable cause = e.getCause();
      throw new AdminStartException(
          "cannot open the "
              + settings.scope()
              + " "
              + settings.place()
              + ": "
              + FailureText.of(cause == null ? e : cause, Situation.LISTEN));
    }
  }

  private static int affordableSpares() {
    return Math.min(SPARE_DESCRIPTORS, DescriptorLimit.free() / SPARE_SHARE);
  }

  /**
   * Binds the endpoint.
   *
   * @param log reports problems of the endpoint
   * @param memory allocator for everything its sockets read and write; must never block
   * @param io NIO that outlives an {@link OutOfMemoryError}
   * @throws AdminStartException if it cannot be opened; nothing is left behind
   */
  public static AdminServer open(
      AdminSettings settings, ServerEvents log, ByteBufAllocator memory, IoHandlerFactory io)
      throws AdminStartException {
    return new AdminServer(settings, log, memory, io);
  }

  /** The listener for the server's events, for the readers of /events. */
  public ServerEvents events() {
    return feed;
  }

  /**
   * Starts to answer requests.
   *
   * @param names known names of peers; called on several threads
   * @param linesOmitted how many lines the server's log has omitted
   * @param drain starts a drain of the server; returns at once
   */
  public void serve(
      RunningServer server, PeerNaming names, LongSupplier linesOmitted, Runnable drain) {
    StatusJson state = new StatusJson(server, settings.version(), Instant.now());
    MetricsPage metrics =
        new MetricsPage(server, settings.version(), connections, feed::readers, memory);
    metrics
        .metrics()
        .counter(
            "echo7_log_lines_omitted_total",
            "Log lines that were dropped because they came faster than they could be written.",
            linesOmitted);
    RequestGuard guard =
        new RequestGuard(settings.tokens(), listener.isInternet(), listener.names());
    AdminApi api = new AdminApi(server, state, metrics, feed, names, drain);
    feed.call(names);
    status = state;
    List<Route> offered =
        settings.scope() == AdminScope.METRICS ? api.metricsRoutes() : api.routes();
    routes = new Routes(offered, guard, worker, log);
    // The first scrape loads classes, which needs descriptors; later there may be none left.
    worker.execute(() -> metrics.reply(new MediaRanges(List.of())));
    HelperStep second = new HelperStep("admin endpoint", log, this::eachSecond);
    loop.scheduleAtFixedRate(second, 1, 1, TimeUnit.SECONDS);
    listener.accept();
  }

  /** Where it is, for people and for curl: {@code http://127.0.0.1:9090/} or {@code unix:/path}. */
  public String listening() {
    return listener.toString();
  }

  /** What it offers. */
  public AdminScope scope() {
    return settings.scope();
  }

  /** Tells the readers of /events that the server begins to drain. */
  public void draining() {
    feed.drain();
  }

  /** Tells the readers of /events how many connections were drained and cut. */
  public void drained(int drained, int cut) {
    feed.drained(drained, cut);
  }

  /** All routes; empty before {@link #serve}. */
  public List<Route> routes() {
    Routes known = routes;
    return known == null ? List.of() : known.all();
  }

  private void eachSecond() {
    connections.sweep();
    listener.watchAgain();
    seconds++;
    if (!listener.isOpen() && !closed) {
      worker.execute(this::openAgain);
    }
    if (feed.readers() == 0) {
      return;
    }
    if (seconds % HEARTBEAT_SECONDS == 0) {
      feed.heartbeat();
    }
    StatusJson state = status;
    if (state != null) {
      try {
        worker.execute(() -> sendRates(state));
      } catch (RejectedExecutionException e) {
        // Too busy: the next second's event has the same totals.
      }
    }
  }

  /** The listening socket has failed. Runs on the worker. */
  private void openAgain() {
    if (listener.isOpen() || closed) {
      return;
    }
    boolean first = !reopening;
    reopening = true;
    if (first) {
      log.failed("the " + settings.scope() + "'s socket failed; reopening it");
    }
    try {
      AdminSettings same =
          new AdminSettings(
              listener.place(), settings.scope(), settings.tokens(), settings.version());
      listener.close();
      listener = AdminListener.open(same, loop, memory, failures, new Pipeline());
      reopening = false;
      if (closed) {
        // Check again: a change may have seen only the old one.
        listener.close();
        return;
      }
      listener.accept();
      log.failed(settings.scope() + " on " + listener + " again");
    } catch (AdminStartException e) {
      if (first) {
        log.failed(FailureText.of(e) + "; trying again once per second");
      }
    }
  }

  private void sendRates(StatusJson state) {
    byte[] rates = state.rates();
    try {
      loop.execute(() -> feed.send("rates", rates));
    } catch (RejectedExecutionException e) {
      // The endpoint has ended meanwhile, with all its readers.
    }
  }

  @Override
  public void close() {
    if (group.isShuttingDown()) {
      return;
    }
    closed = true;
    loop.submit(feed::end).awaitUninterruptibly(CLOSE_PATIENCE_MS);
    listener.close();
    stopThreads();
  }

  private void stopThreads() {
    worker.shutdownNow();
    group
        .shutdownGracefully(0, CLOSE_PATIENCE_MS, TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(CLOSE_PATIENCE_MS);
    spares.close();
  }

  /** The pipeline between a socket and the routes. */
  private final class Pipeline extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel channel) {
      Routes known = routes;
      if (known == null) {
        channel.close();
        return;
      }
      channel
          .config()
          .setOption(
              ChannelOption.RECVBUF_ALLOCATOR,
              new FixedRecvByteBufAllocator(READ_BYTES).maxMessagesPerRead(1));
      channel.closeFuture().addListener(closed -> failures.retakeSoon(loop));
      AdminConnection connection = connections.accept(channel);
      channel
          .pipeline()
          .addLast(connection)
          .addLast(new RequestDecoder())
          .addLast(new ResponseEncoder())
          // One request at a time, even if several arrived together.
          .addLast(new RequestReader())
          .addLast(new ChunkedWriteHandler())
          .addLast(new AdminHandler(connection, known, feed::join, worker));
    }
  }
}
