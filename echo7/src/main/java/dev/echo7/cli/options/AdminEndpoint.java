package dev.echo7.cli.options;

import dev.echo7.net.Endpoint;
import dev.echo7.net.EndpointParser;
import dev.echo7.net.InvalidEndpointException;
import dev.echo7.net.ServiceNames;
import dev.echo7.net.failure.FailureText;
import java.util.function.BiFunction;

/**
 * Parses {@code --admin}, for the server and for echoctl: {@code HOST:PORT} or the path of a Unix
 * socket. The port is required, because elsewhere an endpoint without one means port 7.
 */
public final class AdminEndpoint {

  private AdminEndpoint() {}

  /** Where a server's admin endpoint listens. */
  public static Endpoint listening(String text) {
    return read(text, EndpointParser::listening);
  }

  /** The admin endpoint to connect to. */
  public static Endpoint connecting(String text) {
    return read(text, EndpointParser::connecting);
  }

  /**
   * Where a server's metrics endpoint listens: {@code HOST:PORT}, {@code :PORT} for every address,
   * or {@code PORT}.
   */
  public static Endpoint metrics(String given) {
    String text = withoutScheme(given);
    if (!text.matches("([0-9]+|[^/]*:[^\\]:/]+)")) {
      throw new InvalidEndpointException("--metrics must be HOST:PORT, not '" + given + "'");
    }
    try {
      return new EndpointParser(ServiceNames.ofThisMachine()).listening(text);
    } catch (InvalidEndpointException e) {
      throw new InvalidEndpointException("--metrics " + given + ": " + FailureText.of(e));
    }
  }

  /** Without what the server prints around it: {@code http://127.0.0.1:9107/}. */
  private static String withoutScheme(String given) {
    return given.replaceFirst("^(?i:http://)([^/]+)/?$", "$1");
  }

  private static Endpoint read(String given, BiFunction<EndpointParser, String, Endpoint> reading) {
    String text = withoutScheme(given);
    boolean unix = text.startsWith("unix:/") && !text.contains("?");
    // A port, or something that ends in one; not an IPv6 address in brackets.
    boolean tcp = text.matches("(tcp://)?([0-9]+|[^/]*:[^\\]:/]+)") && !text.startsWith("unix:");
    if (!unix && !tcp) {
      throw new InvalidEndpointException(
          "--admin must be HOST:PORT or unix:/PATH, not '" + given + "'");
    }
    try {
      return reading.apply(new EndpointParser(ServiceNames.ofThisMachine()), text);
    } catch (InvalidEndpointException e) {
      throw new InvalidEndpointException("--admin " + text + ": " + FailureText.of(e));
    }
  }
}
