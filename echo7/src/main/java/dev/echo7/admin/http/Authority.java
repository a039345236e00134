package dev.echo7.admin.http;

import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The host and port that a request names, in its Host header or its target (RFC 9110, section 7.2;
 * RFC 3986, section 3.2). Equal if they mean the same.
 *
 * @param host in lower case, without the trailing dot; an IPv6 address in brackets and
 *     uncompressed; empty if there is none
 * @param port -1 if out of range
 */
public record Authority(String host, int port) {
  private static final int DEFAULT_PORT = 80;
  private static final int MAX_PORT = 65_535;

  /** Possessive: to repeat a group otherwise, the JDK takes a piece of the stack each time. */
  private static final Pattern SYNTAX =
      Pattern.compile(
          "(\\[[0-9A-Fa-f:.]+]|(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*+)(?::([0-9]*))?");

  public static Authority of(String host, int port) {
    String lower = host.toLowerCase(Locale.ROOT);
    if (lower.startsWith("[")) {
      InetAddress address = InetAddress.ofLiteral(lower.substring(1, lower.length() - 1));
      return new Authority("[" + address.getHostAddress() + "]", port);
    }
    boolean rooted = lower.endsWith(".");
    return new Authority(rooted ? lower.substring(0, lower.length() - 1) : lower, port);
  }

  /**
   * Parses the value of a Host header.
   *
   * @throws BadRequestException if it is not a valid host and port
   */
  public static Authority parse(String text) throws BadRequestException {
    Matcher matcher = SYNTAX.matcher(text);
    if (!matcher.matches()) {
      throw new BadRequestException("Host must be HOST or HOST:PORT");
    }
    try {
      return of(matcher.group(1), port(matcher.group(2)));
    } catch (IllegalArgumentException e) {
      throw new BadRequestException("Host has no IPv6 address in its brackets");
    }
  }

  private static int port(@Nullable String digits) {
    if (digits == null || digits.isEmpty()) {
      return DEFAULT_PORT;
    }
    String number = digits.replaceFirst("^0+(?=.)", "");
    int port = number.length() > 5 ? -1 : Integer.parseInt(number);
    return port > MAX_PORT ? -1 : port;
  }

  /** In the form of a Host header. */
  @Override
  public String toString() {
    return port == DEFAULT_PORT ? host : host + ":" + port;
  }
}
