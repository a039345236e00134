package dev.echo7.net.tls;

import java.util.List;
import java.util.stream.Stream;

/**
 * The TLS cipher suites of both programs: only ephemeral keys and authenticated encryption (RFC
 * 9325, section 4.2). Without ephemeral keys, whoever gets the server's key can decrypt recorded
 * sessions; CBC leaks through its timing.
 */
public final class TlsSuites {
  /** By their IANA names, in order of preference; those of TLS 1.3 first. */
  public static final List<String> NAMES =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  private TlsSuites() {}

  /** The ones that an engine has enabled, in the engine's order. */
  public static String[] among(String[] enabled) {
    return Stream.of(enabled).filter(NAMES::contains).toArray(String[]::new);
  }
}
