package dev.echo7.admin;

import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * By what name and port a request calls us, as its Host header or its target says (RFC 9110,
 * section 7.2; RFC 3986, section 3.2). Two that mean the same are equal.
 *
 * @param host in lower case, without the dot of the root; an IPv6 address in brackets and in full;
 *     empty if there is none
 * @param port -1 for one that cannot be
 */
record Authority(String host, int port) {
  private static final int DEFAULT_PORT = 80;
  private static final int MAX_PORT = 65_535;

  /** Possessive: to repeat a group otherwise, the JDK takes a piece of the stack each time. */
  private static final Pattern SYNTAX =
      Pattern.compile(
          "(\\[[0-9A-Fa-f:.]+]|(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*+)(?::([0-9]*))?");

  static Authority of(String host, int port) {
    String lower = host.toLowerCase(Locale.ROOT);
    if (lower.startsWith("[")) {
      InetAddress address = InetAddress.ofLiteral(lower.substring(1, lower.length() - 1));
      return new Authority("[" + address.getHostAddress() + "]", port);
    }
    boolean rooted = lower.endsWith(".");
    return new Authority(rooted ? lower.substring(0, lower.length() - 1) : lower, port);
  }

  /**
   * As a header has it.
   *
   * @throws BadRequestException if no host and port are written so
   */
  static Authority parse(String text) throws BadRequestException {
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

  /** As it is written. */
  @Override
  public String toString() {
    return port == DEFAULT_PORT ? host : host + ":" + port;
  }
}
