package dev.echo7.server.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How the {@code tls://} endpoints of a server prove who it is, and whom they let in.
 *
 * @param certificates PEM: our certificate and its chain; null for a self-signed one, made at start
 * @param key PEM: its private key; null only with the certificates
 * @param keyPassword its first line is the password of an encrypted key; null if it is not
 *     encrypted
 * @param clientAuthorities PEM: clients must have a certificate from one of these; null for any
 *     client
 * @param engine which implementation of TLS
 */
public record ServerTls(
    @Nullable Path certificates,
    @Nullable Path key,
    @Nullable Path keyPassword,
    @Nullable Path clientAuthorities,
    Engine engine) {

  /** A self-signed certificate, any client, the best implementation. */
  public static final ServerTls SELF_SIGNED = new ServerTls(null, null, null, null, Engine.BEST);

  /** Implementations of TLS. */
  public enum Engine {
    /** BoringSSL where this machine can load it, else the JDK's. */
    BEST,
    /** The JDK's. */
    JDK
  }

  public ServerTls {
    if ((certificates == null) != (key == null)) {
      throw new IllegalArgumentException("a certificate needs its key, and a key its certificate");
    }
  }
}
