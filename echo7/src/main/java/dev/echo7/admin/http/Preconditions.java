package dev.echo7.admin.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.util.List;

/**
 * The conditions of a request (RFC 9110, section 13). Nothing here has a modification date, so
 * conditions on dates are ignored.
 *
 * @param expected entity tags of which the current one must be one (If-Match); none if there is no
 *     such condition
 * @param known entity tags that the client already has (If-None-Match)
 */
public record Preconditions(List<String> expected, List<String> known) {
  private static final String ANY = "*";

  public static Preconditions of(HttpRequest request) {
    return new Preconditions(
        FieldList.of(request, HttpHeaderNames.IF_MATCH),
        FieldList.of(request, HttpHeaderNames.IF_NONE_MATCH));
  }

  /** Whether If-Match holds; the tag is empty for a resource without one. */
  public boolean hold(String tag) {
    return expected.isEmpty() || expected.contains(ANY) || expected.contains(tag);
  }

  /** Whether the client already has the version with this tag; weak comparison. */
  public boolean know(String tag) {
    return known.contains(ANY) || known.contains(tag) || known.contains("W/" + tag);
  }
}
