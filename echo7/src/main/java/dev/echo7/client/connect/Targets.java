package dev.echo7.client.connect;

import dev.echo7.net.AddressText;
import dev.echo7.net.HostPort;
import dev.echo7.net.Interfaces;
import dev.echo7.net.failure.FailureText;
import dev.echo7.net.name.Resolver;
import dev.echo7.net.name.UnresolvedHostException;
import dev.echo7.net.posix.SystemError;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.NetworkChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of a connection: the source, and the candidates for the target.
 *
 * @param source null for any
 * @param candidates for the target, in the system's order of preference; at least one
 */
public record Targets(@Nullable InetSocketAddress source, List<InetSocketAddress> candidates) {

  /**
   * Resolves the host; blocks on the resolver.
   *
   * @throws UnknownHostException if it has no address that the options allow
   */
  public static Targets resolve(HostPort target, ConnectOptions options)
      throws UnknownHostException {
    InetSocketAddress source = source(options);
    List<InetSocketAddress> candidates =
        speakable(addresses(target, options)).stream()
            .filter(a -> source == null || sameFamily(a, source.getAddress()))
            .map(a -> new InetSocketAddress(a, target.port()))
            .toList();
    if (candidates.isEmpty()) {
      throw new UnresolvedHostException(
          "no address of '"
              + target.host()
              + "' can be reached from "
              + options.sourceAddress()
              + ": they belong to different families");
    }
    return new Targets(source, candidates);
  }

  /** Drops IPv6 addresses on a machine, or in a container, that has only IPv4. */
  private static List<InetAddress> speakable(List<InetAddress> all) throws UnknownHostException {
    if (all.stream().allMatch(Inet4Address.class::isInstance) || Interfaces.speakIpv6()) {
      return all;
    }
    List<InetAddress> ipv4 = all.stream().filter(Inet4Address.class::isInstance).toList();
    if (ipv4.isEmpty()) {
      throw new UnresolvedHostException(
          "'"
              + AddressText.of(all.getFirst())
              + "': this machine has no IPv6; give an IPv4 address, or a name that has one");
    }
    return ipv4;
  }

  private static List<InetAddress> addresses(HostPort target, ConnectOptions options)
      throws UnknownHostException {
    String host = target.host();
    if (host == null) {
      return Resolver.loopback(options.family());
    }
    if (options.numericOnly()) {
      Resolver.numeric(host);
    }
    return Resolver.resolve(host, options.family(), options.timeout());
  }

  private static @Nullable InetSocketAddress source(ConnectOptions options)
      throws UnknownHostException {
    String address = options.sourceAddress();
    if (address == null) {
      return options.sourcePort() == 0 ? null : new InetSocketAddress(options.sourcePort());
    }
    return new InetSocketAddress(Resolver.numeric(address), options.sourcePort());
  }

  /**
   * Binds a client's socket to the source address that the user chose.
   *
   * @throws ConnectFailedException if the address or the port cannot be used
   * @throws IOException if any port would do, and none is left
   */
  static void bind(NetworkChannel channel, InetSocketAddress source) throws IOException {
    try {
      channel.bind(source);
    } catch (IOException e) {
      if (source.getPort() == 0 && SystemError.EADDRINUSE.isIn(e)) {
        throw e;
      }
      throw new ConnectFailedException(
          "cannot bind the source address "
              + AddressText.of(source)
              + ": "
              + FailureText.of(e)
              + "; give an address and a free port of this machine",
          true);
    }
  }

  private static boolean sameFamily(InetAddress target, InetAddress source) {
    return source.isAnyLocalAddress() || target.getClass() == source.getClass();
  }
}
