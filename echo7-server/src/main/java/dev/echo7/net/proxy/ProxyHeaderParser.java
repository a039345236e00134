package dev.echo7.net.proxy;

import dev.echo7.net.AddressLiteral;
import dev.echo7.net.HostPort;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The grammar of {@code --send-proxy}.
 *
 * <pre>
 * header = ( "v1" | "v2" ) [ "," end "," end ]      source first, then destination
 * end    = ipv4 ":" port | "[" ipv6 "]" ":" port | "unix:" path
 * </pre>
 *
 * Addresses are numeric: what a header says must not depend on a name server.
 */
public final class ProxyHeaderParser {
  private static final String USAGE = "; give v1, v2, or v1,SOURCE:PORT,DESTINATION:PORT";
  private static final String UNIX_SCHEME = "unix:";
  private static final Pattern END =
      Pattern.compile("(?:([0-9]+(?:\\.[0-9]+){3})|\\[([0-9A-Fa-f:.]+)\\]):([0-9]{1,5})");

  private ProxyHeaderParser() {}

  /**
   * Reads a header.
   *
   * @throws IllegalArgumentException if it cannot be read; the message is one line with the cure
   */
  public static ProxyHeader parse(String text) {
    String[] words = text.split(",", -1);
    ProxyHeader.Version version =
        switch (words[0].toLowerCase(Locale.ROOT)) {
          case "v1" -> ProxyHeader.Version.V1;
          case "v2" -> ProxyHeader.Version.V2;
          default ->
              throw new IllegalArgumentException("'" + words[0] + "' is not a version" + USAGE);
        };
    return switch (words.length) {
      case 1 -> new ProxyHeader(version, null);
      case 3 -> new ProxyHeader(version, ends(words[1], words[2]));
      default ->
          throw new IllegalArgumentException("'" + text + "' does not have two addresses" + USAGE);
    };
  }

  private static ProxyHeader.Ends ends(String source, String destination) {
    boolean unix = source.startsWith(UNIX_SCHEME);
    if (unix != destination.startsWith(UNIX_SCHEME)) {
      throw new IllegalArgumentException(
          "'" + source + "' and '" + destination + "' belong to different families" + USAGE);
    }
    return unix
        ? new ProxyHeader.Unix(path(source), path(destination))
        : new ProxyHeader.Internet(address(source), address(destination));
  }

  private static String path(String text) {
    String path = text.substring(UNIX_SCHEME.length());
    if (path.length() < 2 || (path.charAt(0) != '/' && path.charAt(0) != '@')) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a path; give unix:/PATH or unix:@NAME");
    }
    return path;
  }

  private static InetSocketAddress address(String text) {
    Matcher end = END.matcher(text);
    int port = end.matches() ? Integer.parseInt(end.group(3)) : -1;
    if (port < 0 || port > HostPort.MAX_PORT) {
      throw notAnAddress(text, null);
    }
    try {
      String host = end.group(1) == null ? end.group(2) : end.group(1);
      return new InetSocketAddress(AddressLiteral.parse(host), port);
    } catch (IllegalArgumentException e) {
      throw notAnAddress(text, e);
    }
  }

  private static IllegalArgumentException notAnAddress(String text, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        "'" + text + "' is not a numeric address and a port; give one such as 192.0.2.1:5000",
        cause);
  }
}
