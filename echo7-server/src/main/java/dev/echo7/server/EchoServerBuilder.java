package dev.echo7.server;

import dev.echo7.events.ServerEvents;
import dev.echo7.fault.Faults;
import dev.echo7.net.Cidr;
import dev.echo7.net.Endpoint;
import dev.echo7.net.EndpointParser;
import dev.echo7.net.InvalidEndpointException;
import dev.echo7.net.PortSet;
import dev.echo7.net.ServiceNames;
import dev.echo7.server.config.DatagramOptions;
import dev.echo7.server.config.EventLoopKind;
import dev.echo7.server.config.Limits;
import dev.echo7.server.config.ProxyTrust;
import dev.echo7.server.config.ServedEndpoint;
import dev.echo7.server.config.ServerOptions;
import dev.echo7.server.config.ServerStartException;
import dev.echo7.server.config.ServerTls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Configures an {@link EchoServer}. It has a method for each option of {@code echoserver} that
 * concerns the echo, with the same name.
 *
 * <pre>{@code
 * try (EchoServer server =
 *     EchoServer.builder().listen("tcp://127.0.0.1:0").maxConnections(100).start()) {
 *   int port = server.port();
 * }
 * }</pre>
 *
 * <p>By default, the only limit is the number of the process's descriptors, nothing is logged, and
 * TLS endpoints use a self-signed certificate. For one thread; each {@link #start} starts another
 * server.
 */
public final class EchoServerBuilder {
  private final List<ServedEndpoint> endpoints = new ArrayList<>();
  private ServerEvents events = ServerEvents.NONE;
  private @Nullable EventLoopKind eventLoopKind;
  private int eventLoops;
  private ServerTls tls = ServerTls.SELF_SIGNED;
  private final List<Cidr> proxies = new ArrayList<>();
  private boolean udpBesideTcp;
  private PortSet udpAllowPorts = DatagramOptions.DEFAULT.allowedPorts();
  private int udpRate = DatagramOptions.DEFAULT_RATE_PER_SOURCE;
  private int maxConnections;
  private int maxConnectionsPerSource;
  private int connectionRate;
  private Duration idleTimeout = Duration.ZERO;
  private Duration maxLifetime = Duration.ZERO;
  private long maxBytes;
  private Duration drainTimeout = Limits.NONE.patience();
  private Duration closeTimeout = Duration.ZERO;

  EchoServerBuilder() {}

  /**
   * Listens on one more endpoint.
   *
   * <pre>{@code
   * builder.listen("tcp://127.0.0.1:0").listen("udp://[::1]:7").listen("unix:/run/echo.sock");
   * builder.listen("tcp://127.0.0.1:0?delay=50ms&cut=64k");
   * }</pre>
   *
   * @param endpoint in the syntax of {@code echoserver}; port 0 picks a free port, which {@link
   *     EchoServer#endpoints} reports
   * @throws InvalidEndpointException if it is malformed; the message says why
   */
  public EchoServerBuilder listen(String endpoint) {
    endpoints.add(ServedEndpoint.parse(endpoint, new EndpointParser(ServiceNames.ofThisMachine())));
    return this;
  }

  /**
   * Listens on one more endpoint.
   *
   * <pre>{@code
   * builder.listen(new Endpoint.Tls(new HostPort("127.0.0.1", 0)));
   * }</pre>
   */
  public EchoServerBuilder listen(Endpoint endpoint) {
    return listen(endpoint, Faults.NONE);
  }

  /**
   * Listens on one more endpoint, and does this wrong there.
   *
   * <pre>{@code
   * builder.listen(new Endpoint.Tcp(new HostPort("127.0.0.1", 0)), Faults.of(Fault.cut(64)));
   * }</pre>
   *
   * @throws IllegalArgumentException if the endpoint cannot have these faults; the message says why
   */
  public EchoServerBuilder listen(Endpoint endpoint, Faults faults) {
    endpoints.add(new ServedEndpoint(endpoint, faults));
    return this;
  }

  /**
   * Sets the listener for the server's events, which is called on the thread on which they happen.
   * By default there is none.
   *
   * <pre>{@code
   * builder.events(new ServerEvents() {
   *   public void opened(Connection connection) {
   *     count.incrementAndGet();
   *   }
   * });
   * }</pre>
   *
   * @param listener must return at once and not throw; {@code FanOut} combines several listeners
   */
  public EchoServerBuilder events(ServerEvents listener) {
    events = listener;
    return this;
  }

  /**
   * The I/O backend of the event loops. The default is the best that this machine supports.
   *
   * <pre>{@code
   * builder.transport(EventLoopKind.NIO);
   * }</pre>
   */
  public EchoServerBuilder transport(EventLoopKind kind) {
    eventLoopKind = kind;
    return this;
  }

  /**
   * The number of event-loop threads. The default is one per CPU.
   *
   * <pre>{@code
   * builder.eventLoops(1);
   * }</pre>
   */
  public EchoServerBuilder eventLoops(int threads) {
    eventLoops = threads;
    return this;
  }

  /**
   * The certificate, key and client authorities of TLS endpoints. The default is a self-signed
   * certificate that is made at startup, for which Bouncy Castle must be on the class path.
   *
   * <pre>{@code
   * builder.tls(new ServerTls(chain, key, null, null, ServerTls.Engine.BEST));
   * }</pre>
   */
  public EchoServerBuilder tls(ServerTls identity) {
    tls = identity;
    return this;
  }

  /**
   * Requires a PROXY protocol header (v1 or v2) on every connection from a network.
   *
   * <pre>{@code
   * builder.proxyFrom(Cidr.parse("10.0.0.0/8"));
   * }</pre>
   */
  public EchoServerBuilder proxyFrom(Cidr network) {
    proxies.add(network);
    return this;
  }

  /**
   * Serves UDP on the port of each TCP endpoint, too.
   *
   * <pre>{@code
   * builder.listen("tcp://127.0.0.1:0").udp();
   * }</pre>
   */
  public EchoServerBuilder udp() {
    udpBesideTcp = true;
    return this;
  }

  /**
   * The maximum number of datagrams per second from one source that are answered; more are dropped.
   * The default is {@value DatagramOptions#DEFAULT_RATE_PER_SOURCE}.
   *
   * <pre>{@code
   * builder.udpRate(1_000_000);
   * }</pre>
   */
  public EchoServerBuilder udpRate(int perSecond) {
    udpRate = perSecond;
    return this;
  }

  /**
   * Source ports below 1024 whose datagrams are answered nevertheless, which a lab may need. The
   * default is none.
   *
   * <pre>{@code
   * builder.udpAllowPorts(PortSet.parse("53,123"));
   * }</pre>
   */
  public EchoServerBuilder udpAllowPorts(PortSet ports) {
    udpAllowPorts = ports;
    return this;
  }

  /**
   * The maximum number of open connections; further clients wait. The default is what the
   * descriptor limit allows.
   *
   * <pre>{@code
   * builder.maxConnections(1_000);
   * }</pre>
   */
  public EchoServerBuilder maxConnections(int count) {
    maxConnections = count;
    return this;
  }

  /**
   * The maximum number of open connections per source, an IPv4 address or an IPv6 /64; more are
   * rejected. The default is no limit.
   *
   * <pre>{@code
   * builder.maxConnectionsPerSource(10);
   * }</pre>
   */
  public EchoServerBuilder maxConnectionsPerSource(int count) {
    maxConnectionsPerSource = count;
    return this;
  }

  /**
   * The maximum number of new connections per second per source; more are rejected. The default is
   * no limit.
   *
   * <pre>{@code
   * builder.connectionRate(50);
   * }</pre>
   */
  public EchoServerBuilder connectionRate(int perSecond) {
    connectionRate = perSecond;
    return this;
  }

  /**
   * Closes a connection on which no byte has moved for this time. The default is never.
   *
   * <pre>{@code
   * builder.idleTimeout(Duration.ofMinutes(5));
   * }</pre>
   */
  public EchoServerBuilder idleTimeout(Duration time) {
    idleTimeout = time;
    return this;
  }

  /**
   * Closes a connection that has been open for this time. The default is never.
   *
   * <pre>{@code
   * builder.maxLifetime(Duration.ofHours(1));
   * }</pre>
   */
  public EchoServerBuilder maxLifetime(Duration time) {
    maxLifetime = time;
    return this;
  }

  /**
   * Closes a connection after it has echoed this many bytes. The default is no limit.
   *
   * <pre>{@code
   * builder.maxBytes(1 << 20);
   * }</pre>
   */
  public EchoServerBuilder maxBytes(long bytes) {
    maxBytes = bytes;
    return this;
  }

  /**
   * Sets the grace period: how long connections may take for their pending bytes when a limit
   * closes them, or {@link EchoServer#close} does. By default a limit gives them 10 seconds, and
   * {@code close} cuts them at once.
   *
   * <pre>{@code
   * builder.drainTimeout(Duration.ofSeconds(30));
   * }</pre>
   */
  public EchoServerBuilder drainTimeout(Duration time) {
    drainTimeout = time;
    closeTimeout = time;
    return this;
  }

  /**
   * Binds every endpoint and starts to serve. Blocks until all listen.
   *
   * <pre>{@code
   * EchoServer server = EchoServer.builder().listen("0").start();
   * }</pre>
   *
   * @throws ServerStartException if one cannot be bound, with the reason and the cure in one line;
   *     nothing is left open
   * @throws IllegalArgumentException if there is no endpoint, or a value is out of range
   */
  public EchoServer start() throws ServerStartException {
    ServerOptions options =
        new ServerOptions(
            endpoints,
            eventLoopKind,
            eventLoops,
            tls,
            proxies.isEmpty() ? null : new ProxyTrust(proxies),
            new DatagramOptions(udpBesideTcp, udpAllowPorts, udpRate),
            new Limits(
                maxConnections,
                maxConnectionsPerSource,
                connectionRate,
                idleTimeout,
                maxLifetime,
                maxBytes,
                drainTimeout));
    return EchoServer.start(options, events, closeTimeout);
  }
}
