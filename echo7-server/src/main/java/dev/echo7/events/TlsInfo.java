package dev.echo7.events;

import org.jspecify.annotations.Nullable;

/**
 * What a TLS handshake came to.
 *
 * @param version {@code TLSv1.3}
 * @param cipher the suite's name in the registry: {@code TLS_AES_128_GCM_SHA256}
 * @param sni the server name that the client asked for (RFC 6066), which may hold any character;
 *     null if it asked for none
 */
public record TlsInfo(String version, String cipher, @Nullable String sni) {}
