package dev.echo7.net;

import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The grammar of endpoints.
 *
 * <pre>
 * endpoint = [ ( "tcp" | "tls" | "udp" ) "://" ] where | "unix:" path [ "?mode=" octal ]
 * where    = port | host [ ":" port ] | "[" ipv6 "]" [ ":" port ] | ( "*" | "" ) ":" port
 * port     = 0 to 65535 | a name of services(5)
 * path     = "/" ... | "@" abstract-name
 * </pre>
 *
 * A word alone is a port to a server, which has no host to name, and a host to a client, unless it
 * is a number. A host without a port has port 7 (RFC 862).
 */
public final class EndpointParser {
  private static final Pattern UNIX =
      Pattern.compile(
          "unix:(?:/+(?=/))?(/[^?\\x00]+(?=\\?|$)|@[^?\\x00]+$)(?:\\?mode=(0?[0-7]{3}))?");

  /** A scheme without its slashes. */
  private static final Pattern MISSPELT = Pattern.compile("(?i)(tcp|tls|udp):/?[^/]*");

  private static final String UNIX_SCHEME = "unix:";

  /** The only query that concerns a client too: it may take over the endpoint of a server. */
  private static final String MODE = "?mode=";

  private final ServiceNames services;

  /**
   * @param services where names of ports are looked up
   */
  public EndpointParser(ServiceNames services) {
    this.services = services;
  }

  /**
   * Reads where a server is to listen.
   *
   * @throws InvalidEndpointException if it cannot be read
   */
  public Endpoint listening(String text) {
    return parse(text, true);
  }

  /**
   * Reads what a client is to connect to.
   *
   * @throws InvalidEndpointException if it cannot be read
   */
  public Endpoint connecting(String text) {
    refuseFaults(text);
    Endpoint endpoint = parse(text, false);
    if (endpoint instanceof Endpoint.Internet internet) {
      refuseNoPort(internet.address().port(), text);
    }
    return endpoint;
  }

  /** Rejects a query that only a server can do anything about. */
  private static void refuseFaults(String text) {
    int question = text.indexOf('?');
    if (question >= 0 && !text.startsWith(MODE, question)) {
      throw new InvalidEndpointException(
          "'"
              + text
              + "': faults belong to the server; give '"
              + text.substring(question)
              + "' to echoserver, and omit it here");
    }
  }

  /**
   * The two words of {@code echoclient HOST PORT}. Brackets around an IPv6 address may stand or
   * not.
   *
   * @throws InvalidEndpointException if one of them cannot be read
   */
  public Endpoint connecting(String host, String port) {
    if (host.contains("://")) {
      throw new InvalidEndpointException(
          "'" + host + " " + port + "': give either HOST PORT or one endpoint such as " + host);
    }
    String bare = host.startsWith("[") && host.endsWith("]") ? inner(host) : host;
    int number = port(port, "tcp");
    refuseNoPort(number, host + " " + port);
    String named = bare.indexOf(':') < 0 ? bare : withoutEscape(bare);
    return new Endpoint.Tcp(new HostPort(hostIn(named, host), number));
  }

  /** Rejects port 0, which lets the kernel choose: only a server can do that. */
  private static void refuseNoPort(int port, String text) {
    if (port == 0) {
      throw new InvalidEndpointException(
          "'"
              + text
              + "': cannot connect to port 0; give the port that the server prints when it"
              + " starts");
    }
  }

  /**
   * Reads a port: a number or a service's name.
   *
   * @param protocol {@code tcp} or {@code udp}, for the name
   * @throws InvalidEndpointException if it is neither
   */
  public int port(String text, String protocol) {
    if (text.matches("-?[0-9]+")) {
      return portNumber(text);
    }
    OptionalInt known = services.port(text, protocol);
    if (known.isPresent()) {
      return known.getAsInt();
    }
    if (text.isEmpty() || Character.isDigit(text.charAt(0)) || text.charAt(0) == '-') {
      throw new InvalidEndpointException(
          "port '" + text + "' is not a number; give 1 to 65535, or a service name such as echo");
    }
    throw new InvalidEndpointException(
        "unknown service '" + text + "': give a port number, or a name in /etc/services");
  }

  private Endpoint parse(String text, boolean listening) {
    if (text.regionMatches(true, 0, UNIX_SCHEME, 0, UNIX_SCHEME.length())) {
      return unix(UNIX_SCHEME + text.substring(UNIX_SCHEME.length()));
    }
    int schemeEnd = text.indexOf("://");
    // RFC 3986, section 3.1: schemes are case-insensitive.
    String scheme = schemeEnd < 0 ? "tcp" : text.substring(0, schemeEnd).toLowerCase(Locale.ROOT);
    String where = schemeEnd < 0 ? text : text.substring(schemeEnd + 3);
    return switch (scheme) {
      case "tcp" -> new Endpoint.Tcp(hostPort(where, text, "tcp", listening));
      case "tls" -> new Endpoint.Tls(hostPort(where, text, "tcp", listening));
      case "udp" -> new Endpoint.Udp(hostPort(where, text, "udp", listening));
      default ->
          throw new InvalidEndpointException(
              "unknown transport '"
                  + scheme
                  + "' in '"
                  + text
                  + "': give tcp://, tls:// or udp://HOST:PORT, or unix:/PATH");
    };
  }

  private static Endpoint unix(String text) {
    Matcher matcher = UNIX.matcher(text);
    if (!matcher.matches()) {
      throw new InvalidEndpointException(
          "'"
              + text
              + "' is not a Unix socket: give unix:/PATH, unix:/PATH?mode=0660 or"
              + " unix:@NAME");
    }
    String mode = matcher.group(2);
    return new Endpoint.Unix(matcher.group(1), mode == null ? null : Integer.valueOf(mode, 8));
  }

  /**
   * {@code udp:5000} becomes {@code udp://:5000}, {@code tcp:host:7} becomes {@code tcp://host:7}.
   */
  private static String withSlashes(String text, boolean listening) {
    String rest = text.substring(text.indexOf(':') + 1);
    boolean isPort = rest.matches("[0-9]*");
    return text.substring(0, text.indexOf(':')).toLowerCase(Locale.ROOT)
        + "://"
        + (isPort ? (listening ? ":" : "HOST:") : "")
        + rest;
  }

  private HostPort hostPort(String where, String text, String protocol, boolean listening) {
    if (where.startsWith("[")) {
      return bracketed(where, text, protocol);
    }
    int colon = where.indexOf(':');
    if (where.equals(text) && MISSPELT.matcher(text).matches()) {
      throw new InvalidEndpointException("'" + text + "': write " + withSlashes(text, listening));
    }
    if (colon != where.lastIndexOf(':')) {
      throw new InvalidEndpointException(
          "'" + text + "' has several colons: write an IPv6 address as [ADDRESS]:PORT");
    }
    if (colon < 0) {
      if (where.matches("-?[0-9]+")) {
        return new HostPort(null, port(where, protocol));
      }
      return listening && where.equals(text)
          ? new HostPort(null, service(where, protocol))
          : new HostPort(hostIn(where, text), HostPort.ECHO_PORT);
    }
    String host = where.substring(0, colon);
    boolean everyAddress = host.isEmpty() || host.equals("*");
    return new HostPort(
        everyAddress ? null : hostIn(host, text), port(where.substring(colon + 1), protocol));
  }

  /** A word alone, to a server; whoever gives a host there wants to listen on one address. */
  private int service(String word, String protocol) {
    boolean mayBeHost = word.matches("[A-Za-z_].*") || word.contains(".");
    if (mayBeHost && services.port(word, protocol).isEmpty()) {
      throw new InvalidEndpointException(
          "unknown service '" + word + "': give a port, or " + word + ":PORT for one address");
    }
    return port(word, protocol);
  }

  private HostPort bracketed(String where, String text, String protocol) {
    int close = where.indexOf(']');
    String rest = close < 0 ? "" : where.substring(close + 1);
    boolean ipv6 = close >= 0 && where.substring(0, close).contains(":");
    if (!ipv6 || !(rest.isEmpty() || rest.startsWith(":"))) {
      throw new InvalidEndpointException(
          "'" + text + "' is not an IPv6 address and a port: write [ADDRESS]:PORT");
    }
    String host = hostIn(withoutEscape(where.substring(1, close)), text);
    return new HostPort(
        host, rest.isEmpty() ? HostPort.ECHO_PORT : port(rest.substring(1), protocol));
  }

  private static String hostIn(String host, String text) {
    if (host.isEmpty()
        || host.equals("*")
        || host.chars().anyMatch(c -> c <= ' ' || c == '/' || c == 127)) {
      throw new InvalidEndpointException(
          "'" + text + "' has no valid host: give a name or a numeric address");
    }
    return HostName.checked(host);
  }

  /** Undoes RFC 6874, which writes the {@code %} before a zone, the first one, as {@code %25}. */
  private static String withoutEscape(String ipv6) {
    return ipv6.replaceFirst("^([^%]*)%25(?=.)", "$1%");
  }

  private static int portNumber(String text) {
    String digits = text.replaceFirst("^0+(?=[0-9])", "");
    int port = digits.startsWith("-") || digits.length() > 5 ? -1 : Integer.parseInt(digits);
    if (port < 0 || port > HostPort.MAX_PORT) {
      throw new InvalidEndpointException(
          "port " + text + " is out of range; give 1 to " + HostPort.MAX_PORT);
    }
    return port;
  }

  private static String inner(String bracketed) {
    return bracketed.substring(1, bracketed.length() - 1);
  }
}
