package dev.echo7.client.connect;

import dev.echo7.net.AddressFamily;
import dev.echo7.net.proxy.ProxyHeader;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How to connect.
 *
 * @param family which addresses of the host may be tried
 * @param sourceAddress the numeric address of this machine to connect from; null for any
 * @param sourcePort 0 for any
 * @param timeout for all addresses together; null for the system's own timeout
 * @param numericOnly do not resolve names: the host must be an address
 * @param tls for a TLS endpoint; null for {@link TlsOptions#DEFAULT}
 * @param proxyHeader sent before anything else, even TLS; null for none
 */
public record ConnectOptions(
    AddressFamily family,
    @Nullable String sourceAddress,
    int sourcePort,
    @Nullable Duration timeout,
    boolean numericOnly,
    @Nullable TlsOptions tls,
    @Nullable ProxyHeader proxyHeader) {

  /** Any family, any source, the system's own timeout. */
  public static final ConnectOptions DEFAULT =
      new ConnectOptions(AddressFamily.ANY, null, 0, null, false);

  /** With the TLS defaults and without a PROXY header. */
  public ConnectOptions(
      AddressFamily family,
      @Nullable String sourceAddress,
      int sourcePort,
      @Nullable Duration timeout,
      boolean numericOnly) {
    this(family, sourceAddress, sourcePort, timeout, numericOnly, null, null);
  }

  /** The same from this source port. */
  public ConnectOptions withSourcePort(int port) {
    return new ConnectOptions(family, sourceAddress, port, timeout, numericOnly, tls, proxyHeader);
  }

  /** The same with these TLS options. */
  public ConnectOptions withTls(@Nullable TlsOptions options) {
    return new ConnectOptions(
        family, sourceAddress, sourcePort, timeout, numericOnly, options, proxyHeader);
  }

  /** The same with a PROXY header; null for none. */
  public ConnectOptions withProxyHeader(@Nullable ProxyHeader header) {
    return new ConnectOptions(family, sourceAddress, sourcePort, timeout, numericOnly, tls, header);
  }
}
