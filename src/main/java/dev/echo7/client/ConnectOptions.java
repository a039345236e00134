package dev.echo7.client;

import dev.echo7.net.AddressFamily;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a connection is to be made.
 *
 * @param family which addresses of the host may be tried
 * @param sourceAddress a numeric address of this machine to connect from; null for any
 * @param sourcePort 0 for any
 * @param timeout for all addresses together; null for as long as the system tries
 * @param numericOnly never ask a name server: the host must be an address
 * @param tls of a TLS endpoint; null for {@link TlsOptions#DEFAULT}
 */
public record ConnectOptions(
    AddressFamily family,
    @Nullable String sourceAddress,
    int sourcePort,
    @Nullable Duration timeout,
    boolean numericOnly,
    @Nullable TlsOptions tls) {

  /** Any family, from anywhere, for as long as the system tries. */
  public static final ConnectOptions DEFAULT =
      new ConnectOptions(AddressFamily.ANY, null, 0, null, false, null);
}
