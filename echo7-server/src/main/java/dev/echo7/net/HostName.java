package dev.echo7.net;

import java.net.IDN;
import java.text.Normalizer;
import java.util.regex.Pattern;

/** Checks host arguments: names in any script, and addresses. Any thread. */
public final class HostName {
  private static final Pattern DOTTED = Pattern.compile("[0-9]+(\\.[0-9]+){1,3}");
  private static final Pattern LEADING_ZERO = Pattern.compile("(^|\\.)0+(?=[0-9])");

  private HostName() {}

  /**
   * Returns the host if it is valid.
   *
   * @throws InvalidEndpointException if programs interpret it differently, or it is not a valid DNS
   *     name
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
   * The form of a name in the DNS, {@code /etc/hosts} and certificates: labels that are not ASCII
   * become A-labels (RFC 5890); ASCII is unchanged.
   *
   * @throws IllegalArgumentException if the name has no such form
   */
  public static String ascii(String host) {
    return host.chars().allMatch(c -> c < 128)
        ? host
        : IDN.toASCII(Normalizer.normalize(host, Normalizer.Form.NFC));
  }
}
