package dev.echo7.server.tls;

import dev.echo7.events.ServerEvents;
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
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
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

  private final ServerTls options;
  private final ServerEvents events;
  private final SslProvider provider;
  private final HandshakeThreads handshakes;
  private volatile SslContext context;
  private X509Certificate certificate;
  private List<FileState> filesSeen;
  private @Nullable Instant warnedAt;

  private TlsIdentity(ServerTls options, int threads, ServerEvents events)
      throws ServerStartException {
    this.options = options;
    this.events = events;
    this.provider =
        options.engine() == ServerTls.Engine.BEST && OpenSsl.isAvailable()
            ? SslProvider.OPENSSL
            : SslProvider.JDK;
    this.filesSeen = filesNow();
    try {
      TlsMaterial material = readMaterial();
      this.certificate = material.leaf();
      this.context = contextOf(material);
    } catch (TlsMaterialException e) {
      throw new ServerStartException("tls: " + FailureText.of(e), e);
    }
    this.handshakes = HandshakeThreads.start(threads);
  }

  /**
   * Reads the files, or makes a certificate if there are none. Starts threads for handshakes, which
   * {@link #close} ends.
   *
   * @param threads how many at most; there are no more than CPUs
   * @throws ServerStartException if they cannot be used
   */
  public static TlsIdentity load(ServerTls options, int threads, ServerEvents events)
      throws ServerStartException {
    TlsIdentity identity = new TlsIdentity(options, threads, events);
    events.noticed(
        "tls by "
            + identity.engine()
            + (options.certificates() == null ? ", self-signed" : ",")
            + " certificate for "
            + CertificateText.names(identity.certificate)
            + ", SHA-256 "
            + Fingerprint.of(identity.certificate));
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
    SSLEngine engine = context.newEngine(allocator);
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
  }

  /** {@link #look} without the comparison. */
  void reload() {
    try {
      TlsMaterial material = readMaterial();
      context = contextOf(material);
      certificate = material.leaf();
      warnedAt = null;
      events.noticed("tls: reloaded the certificate, SHA-256 " + Fingerprint.of(certificate));
    } catch (TlsMaterialException | ServerStartException e) {
      events.failed("tls: kept the old certificate: " + FailureText.of(e));
    }
  }

  private void warnOfExpiry(Instant now) {
    Instant end = certificate.getNotAfter().toInstant();
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
