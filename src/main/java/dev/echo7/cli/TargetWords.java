package dev.echo7.cli;

import dev.echo7.net.Endpoint;
import dev.echo7.net.EndpointParser;
import org.jspecify.annotations.Nullable;

/** The words by which a user names a server: {@code HOST PORT}, or one endpoint. */
final class TargetWords {
  private TargetWords() {}

  /**
   * Reads them.
   *
   * @param port null if there is only one word
   * @param udp whether UDP is meant where the words do not say so
   * @throws IllegalArgumentException if they cannot be read; the message is one line
   */
  static Endpoint parse(EndpointParser parser, String host, @Nullable String port, boolean udp) {
    if (udp) {
      return udp(parser, host, port);
    }
    return port == null ? parser.connecting(host) : parser.connecting(host, port);
  }

  private static Endpoint udp(EndpointParser parser, String host, @Nullable String port) {
    if (port != null) {
      boolean bareIpv6 = host.indexOf(':') >= 0 && !host.startsWith("[");
      return parser.connecting("udp://" + (bareIpv6 ? "[" + host + "]" : host) + ":" + port);
    }
    Endpoint endpoint = parser.connecting(host.contains(":/") ? host : "udp://" + host);
    if (endpoint instanceof Endpoint.Udp) {
      return endpoint;
    }
    throw new IllegalArgumentException(
        "-u means UDP, and '" + host + "' does not; leave one of them out");
  }
}
