package dev.echo7.cli.options;

import dev.echo7.cli.OptionGroup;
import dev.echo7.net.Endpoint;
import dev.echo7.net.EndpointParser;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** The positional parameters that name a server: {@code HOST PORT}, or one endpoint. */
final class TargetArguments {
  private String host = "";
  private @Nullable String port;

  /**
   * Adds them to a command.
   *
   * @param hostArity {@code 1}, or {@code 0..1} if both may be left out
   * @param hostDescription what the help says about the first one
   */
  void addTo(CommandSpec command, String hostArity, String hostDescription) {
    command.addPositional(
        OptionGroup.word(0, hostArity, "HOST | ENDPOINT", hostDescription, word -> host = word));
    command.addPositional(
        OptionGroup.word(1, "0..1", "PORT", "A number or a service name.", word -> port = word));
  }

  /**
   * Takes words that are no options and no files of them.
   *
   * @return whether they are that, and as many as it needs
   */
  boolean takesPlain(String... words) {
    for (String word : words) {
      if (word.isEmpty() || word.startsWith("-") || word.startsWith("@")) {
        return false;
      }
    }
    if (words.length < 1 || words.length > 2 || words[0].equals("help")) {
      return false;
    }
    host = words[0];
    port = words.length == 2 ? words[1] : null;
    return true;
  }

  boolean isGiven() {
    return !host.isEmpty();
  }

  /**
   * Parses them.
   *
   * @param udp whether {@code -u} was given
   * @throws IllegalArgumentException if they are malformed; the message is one line
   */
  Endpoint parse(EndpointParser parser, boolean udp) {
    if (udp) {
      return udp(parser);
    }
    return port == null ? parser.connecting(host) : parser.connecting(host, port);
  }

  private Endpoint udp(EndpointParser parser) {
    if (port != null) {
      boolean bareIpv6 = host.indexOf(':') >= 0 && !host.startsWith("[");
      return parser.connecting("udp://" + (bareIpv6 ? "[" + host + "]" : host) + ":" + port);
    }
    Endpoint endpoint = parser.connecting(host.contains(":/") ? host : "udp://" + host);
    if (endpoint.isDatagrams()) {
      return endpoint;
    }
    throw new IllegalArgumentException(
        "-u cannot be used with '" + host + "'; use udp://HOST:PORT");
  }
}
