package dev.echo7.admin.http;

import io.netty.handler.codec.http.HttpMethod;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The target of a request: a path, in origin-form or absolute-form, or {@code *} for the whole
 * server (RFC 9112, section 3.2). Immutable.
 *
 * @param host that it names, which replaces the Host header; null if it names none
 * @param path decoded, except for escaped slashes, which do not separate segments; {@code *} for
 *     the whole server
 * @param parameters the query parameters, decoded, by name
 */
public record RequestTarget(
    @Nullable String host, String path, Map<String, List<String>> parameters) {

  /**
   * Parses a request target.
   *
   * @throws BadRequestException if it is malformed
   */
  public static RequestTarget of(HttpMethod method, String text) throws BadRequestException {
    if (!text.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '#')) {
      throw new BadRequestException(
          "the request target has characters that must be percent-encoded");
    }
    if (text.startsWith("/")) {
      return of(method, null, text);
    }
    if (text.equals("*") && method.equals(HttpMethod.OPTIONS)) {
      return new RequestTarget(null, text, Map.of());
    }
    String lower = text.toLowerCase(Locale.ROOT);
    // A proxy that terminates TLS may pass on https.
    if (!lower.startsWith("http://") && !lower.startsWith("https://")) {
      throw new BadRequestException("the request target is neither /PATH nor http://HOST/PATH");
    }
    String rest = text.substring(text.indexOf("://") + 3);
    int end = 0;
    while (end < rest.length() && "/?".indexOf(rest.charAt(end)) < 0) {
      end++;
    }
    if (end == 0) {
      throw new BadRequestException("the request target has no host");
    }
    return of(method, rest.substring(0, end), rest.substring(end));
  }

  private static RequestTarget of(HttpMethod method, @Nullable String host, String rest)
      throws BadRequestException {
    if (rest.isEmpty() && method.equals(HttpMethod.OPTIONS)) {
      return new RequestTarget(host, "*", Map.of());
    }
    int question = rest.indexOf('?');
    String path = question < 0 ? rest : rest.substring(0, question);
    String query = question < 0 ? "" : rest.substring(question + 1);
    return new RequestTarget(host, path.isEmpty() ? "/" : path(path), parameters(query));
  }

  private static String path(String path) throws BadRequestException {
    List<String> segments = new ArrayList<>();
    for (String segment : path.split("/", -1)) {
      segments.add(decoded(segment).replace("/", "%2F"));
    }
    return String.join("/", segments);
  }

  /** Form encoding: a plus is a space, and only ampersands separate. */
  private static Map<String, List<String>> parameters(String query) throws BadRequestException {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    for (String pair : query.replace('+', ' ').split("&", -1)) {
      int equal = pair.indexOf('=');
      String name = decoded(equal < 0 ? pair : pair.substring(0, equal));
      String value = decoded(equal < 0 ? "" : pair.substring(equal + 1));
      if (!pair.isEmpty()) {
        parameters.computeIfAbsent(name, each -> new ArrayList<>()).add(value);
      }
    }
    return parameters;
  }

  private static String decoded(String text) throws BadRequestException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      char next = text.charAt(i);
      if (next != '%') {
        bytes.write(next);
      } else if (i + 2 < text.length()
          && HexFormat.isHexDigit(text.charAt(i + 1))
          && HexFormat.isHexDigit(text.charAt(i + 2))) {
        bytes.write(HexFormat.fromHexDigits(text, i + 1, i + 3));
        i += 2;
      } else {
        throw new BadRequestException("the request target has an invalid percent-encoding");
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new BadRequestException("the request target has a percent-encoding that is not UTF-8");
    }
  }
}
