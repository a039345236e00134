package dev.echo7.junit;

import dev.echo7.events.RunningServer;
import dev.echo7.fault.Fault;
import dev.echo7.fault.FaultWord;
import dev.echo7.fault.Faults;
import dev.echo7.net.AddressLiteral;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import dev.echo7.net.Transport;
import dev.echo7.server.EchoServer;
import dev.echo7.server.EchoServerBuilder;
import dev.echo7.server.config.EventLoopKind;
import dev.echo7.server.config.ServerStartException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The other side of a client under test: a server that echoes every byte, or does exactly one thing
 * wrong, and that remembers what it received.
 *
 * <pre>{@code
 * @StartStop final EchoPeer peer = EchoPeer.tcp().fault(cut(64, KIB)).seed(7);
 *
 * @Test
 * void readsAgainAfterATruncatedAnswer() {
 *   client.connect(peer.address());
 *   ...
 *   assertEquals(Side.SERVER, peer.connection(0).closedBy());
 * }
 * }</pre>
 *
 * <p>It listens on the loopback address only, on a free port that it keeps from then on. {@link
 * StartStop} starts and stops it; without JUnit, {@link #start} and {@link #close} do. A peer has
 * its own threads and shares nothing with others, so that tests may run in parallel. Every method
 * may be called on any thread.
 */
public final class EchoPeer implements AutoCloseable {
  /** The timeout of methods that take none, such as {@link PeerConnection#closedBy}. */
  public static final Duration TIMEOUT = Changes.TIMEOUT;

  private static final String LOOPBACK = "127.0.0.1";

  private final Transport transport;
  private final PeerRecord record = new PeerRecord(this::faultNow);
  private final @Nullable SocketFolder folder;
  private Faults faults = Faults.NONE;
  private int port;
  private int users;
  private volatile @Nullable EchoServer server;

  private EchoPeer(Transport transport) {
    this.transport = transport;
    this.folder = transport == Transport.UNIX ? new SocketFolder() : null;
  }

  /**
   * A peer on TCP.
   *
   * <pre>{@code
   * @StartStop final EchoPeer peer = EchoPeer.tcp();
   * }</pre>
   */
  public static EchoPeer tcp() {
    return new EchoPeer(Transport.TCP);
  }

  /**
   * A peer on TLS 1.2 and 1.3, with a certificate for {@code localhost} and the loopback addresses
   * that {@link PeerTls#context} trusts.
   *
   * <pre>{@code
   * @StartStop final EchoPeer peer = EchoPeer.secure();
   * }</pre>
   */
  public static EchoPeer secure() {
    return new EchoPeer(Transport.TLS);
  }

  /**
   * A peer on UDP. It answers every datagram that was sent from an unprivileged port.
   *
   * <pre>{@code
   * @StartStop final EchoPeer peer = EchoPeer.udp().fault(drop(0.1)).seed(7);
   * }</pre>
   */
  public static EchoPeer udp() {
    return new EchoPeer(Transport.UDP);
  }

  /**
   * A peer on a Unix socket. It needs Netty's epoll, or kqueue on macOS: the artifact {@code
   * netty-transport-native-epoll} with the classifier of the machine.
   *
   * <pre>{@code
   * @StartStop final EchoPeer peer = EchoPeer.unix();
   * }</pre>
   */
  public static EchoPeer unix() {
    return new EchoPeer(Transport.UNIX);
  }

  /**
   * Replaces the faults of this peer; they act in this order. Without arguments, the peer echoes
   * correctly again. While the peer runs, this affects only connections accepted, and datagrams
   * received, from now on; {@link PeerConnection#fault} acts on an open connection. A reset after N
   * bytes or after a time needs epoll, which a peer chooses when it starts: before adding such a
   * fault, {@link #stop} the peer.
   *
   * <pre>{@code
   * peer.fault(delay(Duration.ofMillis(50)), cut(64, KIB));
   * peer.fault(reset());
   * peer.fault();
   * }</pre>
   *
   * @throws IllegalArgumentException if this transport does not support them, or a running peer
   *     cannot change to them; the message is one line with the cure
   */
  public synchronized EchoPeer fault(Fault... what) {
    Long seed = faults.seed();
    Faults next = Faults.of(what);
    return faults(seed == null ? next : next.seed(seed));
  }

  /**
   * Repeats the same faults at the same bytes in every run. By default a peer draws a seed, which a
   * failed test prints.
   *
   * <pre>{@code
   * @StartStop final EchoPeer peer = EchoPeer.tcp().fault(corrupt(1_000)).seed(7);
   * }</pre>
   */
  public synchronized EchoPeer seed(long seed) {
    return faults(faults.seed(seed));
  }

  /**
   * Replaces the faults of this peer, with everything that the query of an endpoint can express.
   *
   * <pre>{@code
   * peer.faults(Faults.parse("corrupt=1/1000&seed=7:17"));
   * }</pre>
   *
   * @throws IllegalArgumentException as for {@link #fault}
   */
  public synchronized EchoPeer faults(Faults what) {
    what.check(transport);
    EchoServer running = server;
    if (running != null) {
      change(running, what);
    }
    faults = what;
    return this;
  }

  private void change(EchoServer running, Faults what) {
    String listener = running.listening().get(0);
    if (!running.running().setFaults(listener, what.toString())) {
      throw new IllegalStateException(listener + " cannot change its faults; stop() it first");
    }
  }

  /**
   * Limits how much payload the peer keeps, of all connections and datagrams together. The default
   * is 16 MiB. Bytes beyond the limit are only counted, and reading them throws an exception.
   *
   * <pre>{@code
   * peer.keep(MIB.bytes(256));
   * }</pre>
   */
  public EchoPeer keep(long bytes) {
    record.keep(bytes);
    return this;
  }

  /**
   * Starts the peer; if it has run before, on the same port. Does nothing if it is running.
   *
   * <pre>{@code
   * peer.stop();
   * client.expectToReconnect();
   * peer.start();
   * }</pre>
   *
   * @throws UncheckedIOException if it cannot listen; the message is one line with the cure
   */
  public synchronized EchoPeer start() {
    if (server == null) {
      try {
        server = open();
      } catch (ServerStartException e) {
        throw new UncheckedIOException(e.getMessage(), e);
      }
    }
    return this;
  }

  private EchoServer open() throws ServerStartException {
    EchoServerBuilder builder =
        EchoServer.builder()
            .listen(endpoint(), faults)
            .transport(eventLoops())
            .eventLoops(1)
            .udpRate(Integer.MAX_VALUE)
            .events(record);
    if (transport == Transport.TLS) {
      boolean isBad = faults.first(FaultWord.CERT) != null;
      builder.tls(PeerAuthority.ofThisClassLoader().identity(isBad));
    }
    EchoServer opened = builder.start();
    port = opened.port();
    return opened;
  }

  private Endpoint endpoint() {
    HostPort where = new HostPort(LOOPBACK, port);
    return switch (transport) {
      case TCP -> new Endpoint.Tcp(where);
      case TLS -> new Endpoint.Tls(where);
      case UDP -> new Endpoint.Udp(where);
      case UNIX -> new Endpoint.Unix(Objects.requireNonNull(folder).make().toString(), null);
    };
  }

  private EventLoopKind eventLoops() {
    if (transport == Transport.UNIX) {
      return NativeLoops.require();
    }
    boolean asksKernel = faults.list().stream().anyMatch(Fault::waitsForDelivery);
    return asksKernel ? NativeLoops.epollIfAny() : EventLoopKind.NIO;
  }

  /**
   * Stops listening, cuts all connections, and releases all threads and sockets. What the peer saw
   * can still be read.
   *
   * <pre>{@code
   * peer.stop();
   * assertThrows(ConnectException.class, client::connect);
   * }</pre>
   */
  public synchronized void stop() {
    EchoServer running = server;
    if (running != null) {
      server = null;
      running.close();
    }
    if (folder != null) {
      folder.delete();
    }
  }

  /**
   * The same as {@link #stop}.
   *
   * <pre>{@code
   * try (EchoPeer peer = EchoPeer.tcp().start()) {
   *   client.connect(peer.address());
   * }
   * }</pre>
   */
  @Override
  public void close() {
    stop();
  }

  /** A class or a test begins to use it; the first one starts it. */
  synchronized void enter() {
    if (users == 0) {
      record.forget();
    }
    users++;
    start();
  }

  /** A class or a test no longer uses it; the last one stops it. */
  synchronized void leave() {
    users--;
    if (users == 0) {
      stop();
    }
  }

  /**
   * The address to connect to, or to send datagrams to.
   *
   * <pre>{@code
   * socket.connect(peer.address());
   * }</pre>
   *
   * @throws IllegalStateException if it was never started, or is on a Unix socket
   */
  public InetSocketAddress address() {
    return new InetSocketAddress(AddressLiteral.parse(LOOPBACK), port());
  }

  /**
   * The port of {@link #address}.
   *
   * <pre>{@code
   * HttpRequest.newBuilder(URI.create("http://localhost:" + peer.port() + "/"));
   * }</pre>
   *
   * @throws IllegalStateException as for {@link #address}
   */
  public synchronized int port() {
    if (folder != null) {
      throw new IllegalStateException("a Unix socket has no port; use path()");
    }
    if (port == 0) {
      throw new IllegalStateException(
          "this peer was never started; annotate its field with @StartStop, or call start()");
    }
    return port;
  }

  /**
   * The path of its Unix socket, which exists while it runs.
   *
   * <pre>{@code
   * SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(peer.path()));
   * }</pre>
   *
   * @throws IllegalStateException if it is on another transport
   */
  public Path path() {
    if (folder == null) {
      throw new IllegalStateException(transport + " has no path; use address()");
    }
    return folder.socket();
  }

  /**
   * What a client needs to trust it: the authority, the certificate, an SSLContext.
   *
   * <pre>{@code
   * Socket client = peer.tls().context().getSocketFactory().createSocket("localhost", peer.port());
   * }</pre>
   *
   * @throws IllegalStateException if it does not speak TLS
   */
  public PeerTls tls() {
    if (transport != Transport.TLS) {
      throw new IllegalStateException(transport + " has no certificate; use EchoPeer.secure()");
    }
    return PeerAuthority.ofThisClassLoader().tls();
  }

  /**
   * The connection with this number, counted from 0 in the order in which they were accepted. Waits
   * until there is one.
   *
   * <pre>{@code
   * assertArrayEquals(request, peer.connection(0).received(request.length));
   * }</pre>
   *
   * @throws AssertionError if there is none when {@link #TIMEOUT} expires
   * @throws IllegalStateException if it was not kept: a peer keeps the first 10,000
   */
  public PeerConnection connection(int number) {
    List<PeerConnection> all = await().connections(number + 1, TIMEOUT);
    if (number >= all.size()) {
      throw new IllegalStateException(
          "connection "
              + number
              + " was not kept: only the first "
              + PeerRecord.MOST
              + " are; forget() those that are not needed");
    }
    return all.get(number);
  }

  /**
   * The connections so far, open and closed, oldest first; at most the first 10,000.
   *
   * <pre>{@code
   * assertEquals(1, peer.connections().size(), "the client keeps its connection");
   * }</pre>
   */
  public List<PeerConnection> connections() {
    return record.connections();
  }

  /**
   * The datagrams so far, answered or not, oldest first; at most the first 10,000.
   *
   * <pre>{@code
   * assertEquals(3, peer.datagrams().size(), "the client tried three times");
   * }</pre>
   */
  public List<PeerDatagram> datagrams() {
    return record.datagrams();
  }

  /**
   * Waits for connections or datagrams.
   *
   * <pre>{@code
   * peer.await().connections(2, Duration.ofSeconds(1));
   * }</pre>
   */
  public Await await() {
    return new Await(record, this::report);
  }

  /**
   * Forgets what it has seen: the next connection is {@code connection(0)}. Open connections
   * continue, but are no longer recorded.
   *
   * <pre>{@code
   * @BeforeEach
   * void begin() {
   *   sharedPeer.forget();
   * }
   * }</pre>
   */
  public EchoPeer forget() {
    record.forget();
    return this;
  }

  /**
   * What the peer has seen and done, on several lines, as a failed test prints it.
   *
   * <pre>{@code
   * System.err.println(peer.report());
   * }</pre>
   */
  public String report() {
    return this + "\n  " + String.join("\n  ", record.lines());
  }

  private boolean faultNow(long id, String word) {
    EchoServer running = server;
    return running != null && running.running().fault(id, word);
  }

  /** The endpoint with its faults and the seed that repeats them. */
  @Override
  public synchronized String toString() {
    EchoServer running = server;
    String query = running == null ? faults.toString() : replay(running.running());
    String place = transport + (folder != null ? ":" + folder.socket() : "://" + LOOPBACK);
    return place
        + (port == 0 ? "" : ":" + port)
        + (query.isEmpty() ? "" : "?" + query)
        + (running == null ? " (stopped)" : "");
  }

  private static String replay(RunningServer running) {
    return running.faults().values().stream().findFirst().orElse("");
  }
}
