package dev.echo7.net;

import java.net.IDN;
import java.text.Normalizer;
import java.util.regex.Pattern;

/** What may be written where a host is meant: names of any script, and addresses. Any thread. */
public final class HostName {
  private static final Pattern DOTTED = Pattern.compile("[0-9]+(\\.[0-9]+){1,3}");
  private static final Pattern LEADING_ZERO = Pattern.compile("(^|\\.)0+(?=[0-9])");

  private HostName() {}

  /**
   * The host itself, if it can be one.
   *
   * @throws InvalidEndpointException if it means different machines to different programs, or is no
   *     name that the DNS could have
   */
  static String checked(String host) {
    if (DOTTED.matcher(host).matches() && LEADING_ZERO.matcher(host).find()) {
      throw new InvalidEndpointException(
          "'"
              + host
              + "' is ambiguous: some programs read a number with a leading zero as octal; write "
              + LEADING_ZERO.matcher(host).replaceAll("$1")
              + " if that is meant");
    }
    try {
      ascii(host);
      return host;
    } catch (IllegalArgumentException e) {
      throw new InvalidEndpointException(
          "'" + host + "' is not a valid host name; check it, or give its A-label (xn--...)");
    }
  }

  /**
   * The name as the DNS, {@code /etc/hosts} and certificates have it: A-labels for all that is not
   * ASCII (RFC 5890); ASCII stays as it is.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static String ascii(String host) {
    return host.chars().allMatch(c -> c < 128)
        ? host
        : IDN.toASCII(Normalizer.normalize(host, Normalizer.Form.NFC));
  }
}
