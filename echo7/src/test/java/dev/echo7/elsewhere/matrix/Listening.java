package dev.echo7.elsewhere.matrix;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * An endpoint that a server says it listens on.
 *
 * @param transport {@code tcp}, {@code tls}, {@code udp} or {@code unix}
 * @param address an address and port, a path, or {@code @} and a name
 */
public record Listening(String transport, String address) {
  private static final Pattern LINE =
      Pattern.compile(
          "(?:listening on |\"listener\":\")(tcp|tls|udp|unix) (.+?)(?: \\([a-z_]+, |\",\"message)");

  public static List<Listening> in(String stderr) {
    List<Listening> all =
        LINE.matcher(stderr)
            .results()
            .map((MatchResult line) -> new Listening(line.group(1), line.group(2)))
            .toList();
    assertFalse(all.isEmpty(), () -> "nobody listens: " + stderr);
    return all;
  }

  /** Its endpoint argument for echoclient. */
  String endpoint() {
    return transport.equals("unix") ? "unix:" + address : transport + "://" + address;
  }

  /**
   * Its address for socat, an independent and fast client.
   *
   * @param local an address of this machine that replaces a wildcard
   */
  String socat(String local) {
    String at = address.replace("0.0.0.0", local).replace("[::]", local);
    return switch (transport) {
      case "tcp" -> "TCP:" + at;
      case "tls" -> "OPENSSL:" + at + ",verify=0";
      case "udp" -> "UDP:" + at;
      default -> at.startsWith("@") ? "ABSTRACT-CONNECT:" + at.substring(1) : "UNIX-CONNECT:" + at;
    };
  }
}
