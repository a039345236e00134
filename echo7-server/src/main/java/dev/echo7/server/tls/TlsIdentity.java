package dev.echo7.server.tls;

import dev.echo7.events.ServerEvents;
import dev.echo7.fault.Fault.Certificate;
import dev.echo7.net.failure.FailureText;
import dev.echo7.net.tls.CertificateText;
import dev.echo7.net.tls.Fingerprint;
import dev.echo7.net.tls.TlsMaterial;
import dev.echo7.net.tls.TlsMaterialException;
import dev.echo7.net.tls.TlsSuites;
import dev.echo7.server.config.ServerStartException;
import dev.echo7.server.config.ServerTls;
import dev.echo7.server.memory.RecordInput;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * Who a server is on TLS, now: certificate, key and authorities, replaced as a whole when their
 * files change. Connections keep what they began with.
 *
 * <p>{@link #newHandler} may be called on any event loop; {@link #look} on one background thread.
 */
public final class TlsIdentity implements AutoCloseable {
  static final Duration HANDSHAKE_PATIENCE = Duration.ofSeconds(10);

  private static final Duration EXPIRY_WARNING = Duration.ofDays(14);
  private static final Duration WARN_EVERY = Duration.ofDays(1);

  /** Shorter than the day after which one that is not yet valid would be. */
  private static final Duration FAULTY_LIFETIME = Duration.ofHours(12);

  private final ServerTls options;
  private final ServerEvents events;
  private final SslProvider provider;
  private final HandshakeThreads handshakes;
  private final Set<Certificate> faultyKinds;
  private volatile SslContext context;
  private volatile Map<Certificate, SslContext> faulty = Map.of();
  private @Nullable FaultyCertificates faultyCertificates;
  private Instant faultyMadeAt = Instant.MAX;
  private TlsMaterial material;
  private List<FileState> filesSeen;
  private @Nullable Instant warnedAt;

  private TlsIdentity(
      ServerTls options, Set<Certificate> faultyKinds, int threads, ServerEvents events)
      throws ServerStartException {
    this.options = options;
    this.faultyKinds = faultyKinds;
    this.events = events;
    this.provider =
        options.engine() == ServerTls.Engine.BEST && OpenSsl.isAvailable()
            ? SslProvider.OPENSSL
            : SslProvider.JDK;
    this.filesSeen = filesNow();
    try {
      this.material = readMaterial();
      this.context = contextOf(material);
      makeFaulty(true);
    } catch (TlsMaterialException e) {
      throw new ServerStartException("tls: " + FailureText.of(e), e);
    }
    this.handshakes = HandshakeThreads.start(threads);
  }

  /**
   * Reads the files, or makes a certificate if there are none. Starts threads for handshakes, which
   * {@link #close} ends.
   *
   * @param faulty certificates that clients must refuse, for endpoints with such a fault
   * @param threads how many at most; there are no more than CPUs
   * @throws ServerStartException if they cannot be used
   */
  public static TlsIdentity load(
      ServerTls options, Set<Certificate> faulty, int threads, ServerEvents events)
      throws ServerStartException {
    TlsIdentity identity = new TlsIdentity(options, faulty, threads, events);
    events.noticed(
        "tls by "
            + identity.engine()
            + (options.certificates() == null ? ", self-signed" : ",")
            + " certificate for "
            + CertificateText.names(identity.material.leaf())
            + ", SHA-256 "
            + Fingerprint.of(identity.material.leaf()));
    return identity;
  }

  /** {@code BoringSSL} or {@code JDK}. */
  String engine() {
    return provider == SslProvider.OPENSSL ? "BoringSSL" : "JDK";
  }

  /**
   * A handler for a new connection. The engine is used in its JDK-compatible way, record by record:
   * then everything before a close_notify has been echoed when the close_notify is seen.
   */
  SslHandler newHandler(ByteBufAllocator allocator) {
    return handler(context, allocator);
  }

  /** The same with a certificate that clients must refuse. */
  SslHandler newHandler(ByteBufAllocator allocator, Certificate kind) {
    return handler(Objects.requireNonNull(faulty.get(kind)), allocator);
  }

  private SslHandler handler(SslContext tls, ByteBufAllocator allocator) {
    SSLEngine engine = tls.newEngine(allocator);
    SslHandler handler = new RecordInput(engine, handshakes.of(engine));
    handler.setHandshakeTimeoutMillis(HANDSHAKE_PATIENCE.toMillis());
    return handler;
  }

  /** Takes up files that have changed, if they can be used, and warns of an end that is near. */
  void look() {
    try {
      lookAtFiles();
    } catch (RuntimeException e) {
      events.failed("tls: kept the old certificate: " + FailureText.of(e));
    }
  }

  private void lookAtFiles() {
    List<FileState> now = filesNow();
    if (!now.equals(filesSeen)) {
      filesSeen = now;
      reload();
    }
    warnOfExpiry(Instant.now());
    if (faultyMadeAt.isBefore(Instant.now().minus(FAULTY_LIFETIME))) {
      renewFaulty();
    }
  }

  /** {@link #look} without the comparison. */
  void reload() {
    try {
      TlsMaterial read = readMaterial();
      context = contextOf(read);
      material = read;
      warnedAt = null;
      makeFaulty(true);
      events.noticed("tls: reloaded the certificate, SHA-256 " + Fingerprint.of(read.leaf()));
    } catch (TlsMaterialException | ServerStartException e) {
      events.failed("tls: kept the old certificate: " + FailureText.of(e));
    }
  }

  /** One that is not valid before tomorrow must not become valid. */
  private void renewFaulty() {
    // If it fails, not again with the next look.
    faultyMadeAt = Instant.now();
    try {
      makeFaulty(false);
    } catch (TlsMaterialException | ServerStartException e) {
      events.failed("tls: kept the old certificates of faulty endpoints: " + FailureText.of(e));
    }
  }

  /**
   * Makes the certificates that clients must refuse.
   *
   * @param withOwn whether the server's own has changed, which issues them if it may
   */
  private void makeFaulty(boolean withOwn) throws TlsMaterialException, ServerStartException {
    if (faultyKinds.isEmpty()) {
      return;
    }
    FaultyCertificates made = faultyCertificates;
    if (made == null || withOwn) {
      made = faultyCertificates();
      faultyCertificates = made;
    }
    Map<Certificate, SslContext> contexts = new EnumMap<>(Certificate.class);
    for (Certificate kind : faultyKinds) {
      contexts.put(kind, contextOf(made.make(kind)));
    }
    faulty = contexts;
    faultyMadeAt = Instant.now();
  }

  private FaultyCertificates faultyCertificates() throws ServerStartException {
    try {
      return new FaultyCertificates(material);
    } catch (NoClassDefFoundError e) {
      throw new ServerStartException(
          "tls: 'cert' needs org.bouncycastle:bcpkix-jdk18on on the class path; add it", e);
    }
  }

  private void warnOfExpiry(Instant now) {
    Instant end = material.leaf().getNotAfter().toInstant();
    boolean near = now.plus(EXPIRY_WARNING).isAfter(end);
    if (near && (warnedAt == null || !now.isBefore(warnedAt.plus(WARN_EVERY)))) {
      warnedAt = now;
      String word = now.isAfter(end) ? "expired at " : "expires at ";
      events.failed(
          "tls: the certificate " + word + end + "; replace its files; the server reloads them");
    }
  }

  private TlsMaterial readMaterial() throws TlsMaterialException, ServerStartException {
    Path certificates = options.certificates();
    Path key = options.key();
    if (certificates != null && key != null) {
      return TlsMaterial.read(certificates, key, options.keyPassword());
    }
    try {
      return SelfSigned.make();
    } catch (NoClassDefFoundError e) {
      throw new ServerStartException(
          "tls: a self-signed certificate needs org.bouncycastle:bcpkix-jdk18on on the class"
              + " path; add it, or give a certificate and its key",
          e);
    }
  }

  private SslContext contextOf(TlsMaterial material)
      throws TlsMaterialException, ServerStartException {
    SslContextBuilder builder =
        SslContextBuilder.forServer(material.key(), material.chain())
            .sslProvider(provider)
            .protocols("TLSv1.3", "TLSv1.2")
            .ciphers(TlsSuites.NAMES, SupportedCipherSuiteFilter.INSTANCE);
    Path authorities = options.clientAuthorities();
    try {
      if (authorities != null) {
        builder
            .trustManager(ClientTrust.in(TlsMaterial.certificates(authorities)))
            .clientAuth(ClientAuth.REQUIRE);
      }
      return builder.build();
    } catch (TlsMaterialException e) {
      throw e;
    } catch (GeneralSecurityException | IOException e) {
      throw new ServerStartException(
          "tls: " + engine() + " rejects the certificate: " + FailureText.of(e), e);
    }
  }

  /** Ends the threads for handshakes. After the event loops have ended. */
  @Override
  public void close() {
    handshakes.close();
  }

  private List<FileState> filesNow() {
    return Stream.of(
            options.certificates(),
            options.key(),
            options.keyPassword(),
            options.clientAuthorities())
        .filter(Objects::nonNull)
        .map(FileState::of)
        .toList();
  }
}
