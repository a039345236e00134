package dev.echo7.cli.options;

import dev.echo7.net.Endpoint;
import dev.echo7.net.EndpointParser;
import dev.echo7.net.InvalidEndpointException;
import dev.echo7.net.ServiceNames;
import dev.echo7.net.failure.FailureText;
import java.util.function.BiFunction;

/**
 * The value of {@code --admin}, which the server and echoctl read alike: a TCP port that is said,
 * or the path of a Unix socket. Nothing is guessed: a host without a port would be port 7, which is
 * no admin endpoint.
 */
public final class AdminEndpoint {

  private AdminEndpoint() {}

  /** Where a server is to be steered. */
  public static Endpoint listening(String text) {
    return read(text, EndpointParser::listening);
  }

  /** Where a server is steered. */
  public static Endpoint connecting(String text) {
    return read(text, EndpointParser::connecting);
  }

  private static Endpoint read(String text, BiFunction<EndpointParser, String, Endpoint> reading) {
    boolean unix = text.startsWith("unix:/") && !text.contains("?");
    // A port alone, or what ends in one: not an IPv6 address in brackets.
    boolean tcp = text.matches("(tcp://)?([0-9]+|[^/]*:[^\\]:/]+)") && !text.startsWith("unix:");
    if (!unix && !tcp) {
      throw new InvalidEndpointException(
          "--admin '" + text + "': give HOST:PORT or unix:/PATH, and nothing more");
    }
    try {
      return reading.apply(new EndpointParser(ServiceNames.ofThisMachine()), text);
    } catch (InvalidEndpointException e) {
      throw new InvalidEndpointException("--admin " + text + ": " + FailureText.of(e));
    }
  }
}
