package dev.echo7.client;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * A response of an HTTP/1.1 server (RFC 9112), of which the body has not been read.
 *
 * @param status of three digits
 * @param fields of the head, by name in any case; of several of a name the last
 * @param body to be read by one thread
 */
record HttpResponse(int status, Map<String, String> fields, HttpBody body) {
  private static final int MAX_FIELDS = 100;

  /** Reads the head. */
  static HttpResponse read(HttpInput input) throws IOException {
    int status = 100;
    Map<String, String> fields = Map.of();
    // 1xx: the final one follows (RFC 9110, section 15.2).
    while (status / 100 == 1) {
      status = status(input.line());
      fields = fields(input);
    }
    return new HttpResponse(status, fields, body(status, fields, input));
  }

  private static int status(String line) throws NotHttpException {
    if (!line.matches("HTTP/1\\.[01] [1-5][0-9]{2}( .*)?")) {
      throw new NotHttpException("no status line");
    }
    return Integer.parseInt(line.substring(9, 12));
  }

  private static Map<String, String> fields(HttpInput input) throws IOException {
    Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    int count = 0;
    for (String line = input.line(); !line.isEmpty(); line = input.line()) {
      int colon = line.indexOf(':');
      if (colon <= 0 || ++count > MAX_FIELDS) {
        throw new NotHttpException("a head that is none");
      }
      fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
    }
    return fields;
  }

  private static HttpBody body(int status, Map<String, String> fields, HttpInput input)
      throws NotHttpException {
    if (status == 204 || status == 304) {
      return HttpBody.ofLength(input, 0);
    }
    if (fields.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
      return HttpBody.chunked(input);
    }
    String length = fields.get("content-length");
    if (length == null) {
      return HttpBody.untilClose(input);
    }
    if (!length.matches("[0-9]{1,18}")) {
      throw new NotHttpException("a body without a length");
    }
    return HttpBody.ofLength(input, Long.parseLong(length));
  }

  /** Whether the media type is this one, whatever its parameters. */
  boolean isOf(String mediaType) {
    return fields
        .getOrDefault("content-type", "")
        .replaceFirst("[ \\t]*;.*", "")
        .equalsIgnoreCase(mediaType);
  }

  /** Whether the connection may serve another request, once the body was read. */
  boolean keepsAlive() {
    return body.isComplete() && !fields.getOrDefault("connection", "").equalsIgnoreCase("close");
  }
}
