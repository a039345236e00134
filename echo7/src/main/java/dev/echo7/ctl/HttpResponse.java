package dev.echo7.ctl;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The head of a response of an HTTP/1.1 server or a proxy (RFC 9112); the body has not been read.
 *
 * @param status of three digits
 * @param fields the header fields, by case-insensitive name; repeated fields are joined by commas
 * @param body to be read by one thread
 * @param persistent whether the connection stays open after it (RFC 9112, section 9.3)
 */
record HttpResponse(int status, Map<String, String> fields, HttpBody body, boolean persistent) {
  /** Far more interim responses than a server has reason to send. */
  private static final int MAX_INTERIM = 20;

  /** Reads the head. */
  static HttpResponse read(HttpInput input) throws IOException {
    // 1xx: the final one follows (RFC 9110, section 15.2).
    for (int i = 0; i < MAX_INTERIM; i++) {
      String line = statusLine(input);
      int status = Integer.parseInt(line.substring(9, 12));
      Map<String, String> fields = fields(input);
      if (status == 101) {
        throw new NotHttpException("an unexpected protocol switch");
      }
      if (status >= 200) {
        return of(status, line.startsWith("HTTP/1.0"), fields, input);
      }
    }
    throw new NotHttpException("too many interim responses");
  }

  private static HttpResponse of(
      int status, boolean old, Map<String, String> fields, HttpInput input)
      throws NotHttpException {
    List<String> options = members(fields, "connection");
    boolean goesOn =
        options.stream().noneMatch("close"::equalsIgnoreCase)
            && (!old || options.stream().anyMatch("keep-alive"::equalsIgnoreCase));
    // Both together are a sign of request smuggling (RFC 9112, section 6.1).
    boolean odd = fields.containsKey("transfer-encoding") && fields.containsKey("content-length");
    return new HttpResponse(status, fields, body(status, old, fields, input), goesOn && !odd);
  }

  private static String statusLine(HttpInput input) throws IOException {
    String line = input.line();
    if (!line.matches("HTTP/1\\.[0-9] [1-5][0-9]{2}( .*)?")) {
      throw new NotHttpException("no status line");
    }
    return line;
  }

  private static Map<String, String> fields(HttpInput input) throws IOException {
    Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    String last = "";
    int count = 0;
    for (String line = input.line(); !line.isEmpty(); line = input.line()) {
      boolean folded = line.startsWith(" ") || line.startsWith("\t");
      int colon = line.indexOf(':');
      if (++count > HttpInput.MAX_FIELDS || (folded ? last.isEmpty() : colon <= 0)) {
        throw new NotHttpException("a malformed header field");
      }
      String between = folded ? " " : ", ";
      last = folded ? last : line.substring(0, colon).strip();
      String value = folded ? line.strip() : line.substring(colon + 1).strip();
      fields.merge(last, value, (before, more) -> before + between + more);
    }
    return fields;
  }

  private static List<String> members(Map<String, String> fields, String name) {
    return Arrays.stream(fields.getOrDefault(name, "").split(",", -1)).map(String::strip).toList();
  }

  private static HttpBody body(int status, boolean old, Map<String, String> fields, HttpInput input)
      throws NotHttpException {
    if (status == 204 || status == 304) {
      return HttpBody.ofLength(input, 0);
    }
    if (!fields.getOrDefault("content-encoding", "identity").equalsIgnoreCase("identity")) {
      throw new NotHttpException("an unexpected content or transfer coding");
    }
    String coding = fields.get("transfer-encoding");
    if (coding != null) {
      if (old || !coding.equalsIgnoreCase("chunked")) {
        throw new NotHttpException("an unexpected content or transfer coding");
      }
      return HttpBody.chunked(input);
    }
    if (!fields.containsKey("content-length")) {
      return HttpBody.untilClose(input);
    }
    // The same length repeated is that length (RFC 9112, section 6.3).
    List<String> lengths = members(fields, "content-length").stream().distinct().toList();
    if (lengths.size() > 1 || !lengths.getFirst().matches("[0-9]{1,18}")) {
      throw new NotHttpException("a body without a valid length");
    }
    return HttpBody.ofLength(input, Long.parseLong(lengths.getFirst()));
  }

  /** Whether the media type is this one, with any parameters. */
  boolean isOf(String mediaType) {
    return fields
        .getOrDefault("content-type", "")
        .replaceFirst("[ \\t]*;.*", "")
        .equalsIgnoreCase(mediaType);
  }

  /** Whether the connection can be used for another request. */
  boolean keepsAlive() {
    return persistent && body.isComplete();
  }
}
