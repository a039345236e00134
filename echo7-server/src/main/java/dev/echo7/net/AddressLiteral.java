package dev.echo7.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads numeric addresses without asking anybody for a name. Any thread. */
public final class AddressLiteral {
  /** One to four numbers, as inet_aton(3) has them: 127.1 is 127.0.0.1. */
  private static final Pattern IPV4 = Pattern.compile("[0-9]{1,10}(\\.[0-9]{1,10}){0,3}");

  private static final int PARTS = 4;
  private static final int MAX_BYTE = 255;

  private AddressLiteral() {}

  /**
   * The address that a text stands for.
   *
   * @param text an IPv6 address may have a zone, and brackets
   * @throws IllegalArgumentException if it is none
   */
  public static InetAddress parse(String text) {
    if (!isIpv4(text) && text.indexOf(':') < 0) {
      throw none(text, null);
    }
    try {
      // Nothing but a literal gets here, and the JDK looks up no literal.
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw none(text, e);
    }
  }

  /** The last number fills what the others leave. */
  private static boolean isIpv4(String text) {
    if (!IPV4.matcher(text).matches()) {
      return false;
    }
    String[] numbers = text.split("\\.", -1);
    for (int i = 0; i < numbers.length - 1; i++) {
      if (Long.parseLong(numbers[i]) > MAX_BYTE) {
        return false;
      }
    }
    int bytesLeft = PARTS - numbers.length + 1;
    return Long.parseLong(numbers[numbers.length - 1]) < 1L << (Byte.SIZE * bytesLeft);
  }

  private static IllegalArgumentException none(String text, @Nullable Throwable cause) {
    return new IllegalArgumentException("not a numeric address: " + text, cause);
  }
}
