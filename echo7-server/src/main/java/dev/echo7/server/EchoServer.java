package dev.echo7.server;

import dev.echo7.events.FanOut;
import dev.echo7.events.Rejection;
import dev.echo7.events.RunningServer;
import dev.echo7.events.ServerEvents;
import dev.echo7.fault.Fault;
import dev.echo7.fault.FaultWord;
import dev.echo7.net.failure.FailureText;
import dev.echo7.net.posix.DescriptorLimit;
import dev.echo7.server.config.BoundEndpoint;
import dev.echo7.server.config.DatagramCounts;
import dev.echo7.server.config.DrainReceipt;
import dev.echo7.server.config.EventLoopKind;
import dev.echo7.server.config.Limits;
import dev.echo7.server.config.ProxyTrust;
import dev.echo7.server.config.ServedEndpoint;
import dev.echo7.server.config.ServerOptions;
import dev.echo7.server.config.ServerStartException;
import dev.echo7.server.echo.ConnectionTable;
import dev.echo7.server.echo.ConnectionTotals;
import dev.echo7.server.echo.ConnectionWatch;
import dev.echo7.server.echo.Drain;
import dev.echo7.server.echo.EchoContext;
import dev.echo7.server.echo.OutputBudget;
import dev.echo7.server.fault.EndpointFaults;
import dev.echo7.server.fault.FaultTally;
import dev.echo7.server.limit.Admission;
import dev.echo7.server.limit.SourceLimits;
import dev.echo7.server.listen.ConnectionStep;
import dev.echo7.server.listen.ConnectionSteps;
import dev.echo7.server.listen.KeptListener;
import dev.echo7.server.listen.Listener;
import dev.echo7.server.listen.ListenerContext;
import dev.echo7.server.netty.EventLoops;
import dev.echo7.server.peer.Rejections;
import dev.echo7.server.proxy.ProxyGate;
import dev.echo7.server.proxy.ProxyPolicy;
import dev.echo7.server.tap.PayloadTap;
import dev.echo7.server.tls.CertificateWatch;
import dev.echo7.server.tls.TlsGate;
import dev.echo7.server.tls.TlsIdentity;
import dev.echo7.server.udp.Datagrams;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An echo server (RFC 862): the lecture's {@code main} of echoserver.
 *
 * <p>{@link #start} returns when every endpoint listens. From then on it serves by itself, on its
 * own threads, until {@link #drain} or {@link #close}. All methods may be called from any thread
 * but an event loop, since they may block.
 */
public final class EchoServer implements AutoCloseable {
  private final EventLoops loops;
  private final Datagrams datagrams;
  private final ConnectionTable table = new ConnectionTable();
  private final ConnectionTotals totals = new ConnectionTotals(table);
  private final Rejections rejections;
  private final Admission admission;
  private final Duration closeTimeout;
  private final FaultTally faultTally = new FaultTally();
  private final @Nullable PayloadTap tap;

  /** Held by the thread that ends the server. */
  private final Object ending = new Object();

  private final OperatedServer running;
  private final List<KeptListener> listeners = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Void> broken = new CompletableFuture<>();

  private @Nullable TlsIdentity tls;
  private @Nullable CertificateWatch certificateWatch;
  private @Nullable ConnectionWatch connectionWatch;
  private volatile boolean ended;
  private volatile @Nullable DrainReceipt receipt;

  private EchoServer(
      EventLoops loops,
      ServerOptions options,
      ServerEvents events,
      Duration closeTimeout,
      @Nullable PayloadTap tap) {
    this.loops = loops;
    this.closeTimeout = closeTimeout;
    this.tap = tap;
    this.datagrams = new Datagrams(options.datagrams(), loops, events, tap);
    this.rejections = new Rejections(events);
    int max = options.limits().maxConnections();
    this.admission = new Admission(max > 0 ? max : DescriptorLimit.connections(), events);
    this.running =
        new OperatedServer(
            listeners,
            admission,
            datagrams,
            table,
            totals,
            rejections,
            loops,
            faultTally.besides(events),
            faultTally);
  }

  /**
   * Configures a server.
   *
   * <pre>{@code
   * try (EchoServer server = EchoServer.builder().listen("tcp://127.0.0.1:0").start()) {
   *   connect(server.endpoints().get(0).address());
   * }
   * }</pre>
   */
  public static EchoServerBuilder builder() {
    return new EchoServerBuilder();
  }

  /**
   * Starts a server.
   *
   * @param events receives everything that happens; {@link ServerEvents} says what it must and must
   *     not do
   * @throws ServerStartException if it cannot listen on every endpoint; nothing is left behind
   */
  public static EchoServer start(ServerOptions options, ServerEvents events)
      throws ServerStartException {
    return start(options, events, Duration.ZERO);
  }

  static EchoServer start(ServerOptions options, ServerEvents listener, Duration closeTimeout)
      throws ServerStartException {
    // Leaves out what it does not want to hear.
    ServerEvents events = FanOut.to(List.of(listener));
    PayloadTap tap = listener instanceof PayloadTap asking ? asking : null;
    EventLoops loops = EventLoops.start(options.transport(), options.eventLoops());
    EchoServer server;
    try {
      server = new EchoServer(loops, options, events, closeTimeout, tap);
    } catch (OutOfMemoryError e) {
      loops.close();
      throw new ServerStartException("cannot start: " + FailureText.of(e), e);
    } catch (RuntimeException | Error e) {
      loops.close();
      throw e;
    }
    try {
      server.open(options, events);
      return server;
    } catch (OutOfMemoryError e) {
      server.drain(Duration.ZERO);
      throw new ServerStartException("cannot start: " + FailureText.of(e), e);
    } catch (ServerStartException | RuntimeException | Error e) {
      server.drain(Duration.ZERO);
      throw e;
    }
  }

  private void open(ServerOptions options, ServerEvents events) throws ServerStartException {
    ListenerContext context = context(options, events);
    ListenerOpener opener = new ListenerOpener(context, datagrams);
    ServerEvents counted = faultTally.besides(events);
    int ordinal = 0;
    for (ServedEndpoint served : options.endpoints()) {
      EndpointFaults faults =
          new EndpointFaults(ordinal++, served.endpoint().transport(), loops.kind(), counted);
      change(faults, served);
      listeners.addAll(opener.open(served.endpoint(), faults));
    }
    if (options.limits().maxConnections() == 0) {
      admission.limit(affordable());
    }
  }

  private static void change(EndpointFaults faults, ServedEndpoint served)
      throws ServerStartException {
    try {
      faults.begin(served.faults());
    } catch (IllegalArgumentException e) {
      throw new ServerStartException("cannot listen on " + served + ": " + FailureText.of(e), e);
    }
  }

  /** The number of connections that the remaining descriptors allow. */
  private static int affordable() throws ServerStartException {
    int connections = DescriptorLimit.connectionsBeside();
    if (connections < 1) {
      throw new ServerStartException(
          "too few file descriptors: none would be left for a connection; raise ulimit -n");
    }
    return connections;
  }

  private ListenerContext context(ServerOptions options, ServerEvents events)
      throws ServerStartException {
    ProxyTrust trust = options.proxies();
    SourceLimits sources = SourceLimits.of(options.limits());
    List<ConnectionStep> first =
        trust == null
            ? List.of()
            : List.of(ProxyGate.step(new ProxyPolicy(trust, rejections, sources)));
    ConnectionStep secure = null;
    if (options.endpoints().stream().anyMatch(served -> served.endpoint().isSecure())) {
      TlsIdentity identity =
          TlsIdentity.load(options.tls(), faultyCertificates(options), loops.size(), events);
      tls = identity;
      certificateWatch = CertificateWatch.start(identity, events);
      secure = TlsGate.step(identity, rejections, events);
    }
    Limits limits = options.limits();
    connectionWatch =
        ConnectionWatch.start(
            table, limits, events, loops.kind() == EventLoopKind.NIO, () -> lookAfter(events));
    OutputBudget budget = new OutputBudget(table, events, loops.memory());
    return new ListenerContext(
        new EchoContext(table, totals, events, budget, limits),
        rejections,
        admission,
        trust == null ? sources : null,
        new ConnectionSteps(first, secure, List.of()),
        tap,
        loops);
  }

  private static Set<Fault.Certificate> faultyCertificates(ServerOptions options) {
    return options.endpoints().stream()
        .flatMap(served -> served.faults().list().stream())
        .filter(fault -> fault.word() == FaultWord.CERT)
        .map(Fault::certificate)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Checks event loops and listeners; once per second, on the watch's thread. */
  private void lookAfter(ServerEvents events) {
    if (ended || broken.isDone()) {
      return;
    }
    if (loops.hasLost()) {
      events.failed("an event loop and its connections have ended; shutting down");
      broken.complete(null);
      return;
    }
    for (KeptListener listener : listeners) {
      if (!listener.look(events)) {
        broken.complete(null);
      }
    }
  }

  /**
   * The endpoints on which it listens, in the order in which they were configured; one per address
   * if a host has several.
   *
   * <pre>{@code
   * InetSocketAddress address = server.endpoints().get(0).address();
   * }</pre>
   */
  public List<BoundEndpoint> endpoints() {
    return listeners.stream().map(KeptListener::bound).toList();
  }

  /**
   * The same endpoints as text: {@code tcp [::]:5000}.
   *
   * <pre>{@code
   * server.listening().forEach(System.out::println);
   * }</pre>
   */
  public List<String> listening() {
    return running.listening();
  }

  /**
   * The endpoints of {@link #listening} to which clients cannot connect now.
   *
   * <pre>{@code
   * boolean isReady = server.notListening().isEmpty();
   * }</pre>
   */
  public List<String> notListening() {
    return running.notListening();
  }

  /**
   * Completes when the server can no longer serve, after that was reported as an event; the caller
   * then drains it.
   *
   * <pre>{@code
   * server.broken().thenRunAsync(() -> server.drain(Duration.ofSeconds(10)));
   * }</pre>
   */
  public CompletableFuture<Void> broken() {
    return broken;
  }

  /**
   * The port of the first listener; if port 0 was configured, the one that the kernel picked.
   *
   * <pre>{@code
   * Socket client = new Socket("127.0.0.1", server.port());
   * }</pre>
   */
  public int port() {
    return listeners.get(0).port();
  }

  /**
   * Its I/O backend and number of threads: {@code epoll, 2 event loops}.
   *
   * <pre>{@code
   * System.out.println("served by " + server.serving());
   * }</pre>
   */
  public String serving() {
    return loops.toString();
  }

  /**
   * An operator's view of this server.
   *
   * <pre>{@code
   * server.running().connections().forEach(each -> System.out.println(each.peer()));
   * }</pre>
   */
  public RunningServer running() {
    return running;
  }

  /**
   * How many connections are open now.
   *
   * <pre>{@code
   * assertEquals(1, server.connections());
   * }</pre>
   */
  public int connections() {
    return table.size();
  }

  /**
   * How many connections may be open at once; {@link Integer#MAX_VALUE} for no limit.
   *
   * <pre>{@code
   * boolean isFull = server.connections() == server.maxConnections();
   * }</pre>
   */
  public int maxConnections() {
    return admission.max();
  }

  /**
   * How many datagrams were answered and how many dropped so far.
   *
   * <pre>{@code
   * long replies = server.datagrams().received();
   * }</pre>
   */
  public DatagramCounts datagrams() {
    return datagrams.counts();
  }

  /**
   * How many connections were rejected for this reason so far.
   *
   * <pre>{@code
   * long tooMany = server.rejected(Rejection.TOO_MANY_FROM_SOURCE);
   * }</pre>
   */
  public long rejected(Rejection reason) {
    return rejections.count(reason);
  }

  /**
   * Reads the certificate's files again, and reports the outcome as an event. If they cannot be
   * used, the old certificate stays in use.
   *
   * <pre>{@code
   * Files.copy(renewed, chain, REPLACE_EXISTING);
   * server.reloadCertificates();
   * }</pre>
   *
   * @return false if there is nothing to reload: no endpoint speaks TLS
   */
  public boolean reloadCertificates() {
    CertificateWatch watch = certificateWatch;
    if (watch != null) {
      watch.reload();
    }
    return watch != null;
  }

  /**
   * Completes when every event loop has run a task of ours; it never does while one is stuck.
   *
   * <pre>{@code
   * server.pulse().orTimeout(1, TimeUnit.SECONDS).join();
   * }</pre>
   */
  public CompletableFuture<Void> pulse() {
    return loops.pulse();
  }

  /** The direct memory that it holds, in bytes; 0 once it is closed. */
  long heldBytes() {
    return loops.memory().heldBytes();
  }

  /**
   * The most memory that the pending output of any one connection holds, approximately, in bytes.
   *
   * <pre>{@code
   * assertTrue(server.mostPendingBytes() < 160 * 1024);
   * }</pre>
   */
  public long mostPendingBytes() {
    return table.all().stream().mapToLong(each -> each.view().queuedBytes()).max().orElse(0);
  }

  /**
   * The memory that the pending output of all connections holds, approximately, in bytes.
   *
   * <pre>{@code
   * assertEquals(0, server.pendingBytes());
   * }</pre>
   */
  public long pendingBytes() {
    return table.all().stream().mapToLong(each -> each.view().queuedBytes()).sum();
  }

  /**
   * Stops accepting, delivers what is pending on open connections, and ends. If the server has
   * ended already, or another thread ends it, waits for that and returns its receipt.
   *
   * <pre>{@code
   * DrainReceipt receipt = server.drain(Duration.ofSeconds(10));
   * }</pre>
   *
   * @param patience the grace period, after which the remaining connections are cut
   * @return how many connections finished and how many were cut
   * @throws IllegalStateException on an event loop, which would wait for itself
   */
  public DrainReceipt drain(Duration patience) {
    if (loops.isOneOfThem()) {
      throw new IllegalStateException("the server cannot be ended on one of its event loops");
    }
    synchronized (ending) {
      DrainReceipt known = receipt;
      if (known == null) {
        ended = true;
        running.drains();
        try {
          listeners.forEach(Listener::close);
          known = new Drain(table, loops.group()).run(Limits.clamped(patience));
        } finally {
          release();
        }
        receipt = known;
      }
      return known;
    }
  }

  private void release() {
    if (certificateWatch != null) {
      certificateWatch.close();
    }
    if (connectionWatch != null) {
      connectionWatch.close();
    }
    loops.close();
    datagrams.close();
    if (tls != null) {
      tls.close();
    }
  }

  /**
   * Ends the server, as {@link #drain} does. Open connections have the grace period of {@link
   * EchoServerBuilder#drainTimeout}; without one they are cut.
   *
   * <pre>{@code
   * try (EchoServer server = EchoServer.builder().listen("tcp://127.0.0.1:0").start()) {
   *   ...
   * }
   * }</pre>
   */
  @Override
  public void close() {
    drain(closeTimeout);
  }

  /**
   * How many of the connections that were open at the end finished and how many were cut.
   *
   * <pre>{@code
   * server.close();
   * assertEquals(0, server.receipt().cut());
   * }</pre>
   *
   * @return null while it serves
   */
  public @Nullable DrainReceipt receipt() {
    return receipt;
  }
}
