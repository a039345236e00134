package dev.echo7.admin;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.util.List;

/**
 * Under what conditions a request is to be answered in full (RFC 9110, section 13). Nothing here
 * has a date, so that those about dates are none.
 *
 * @param expected entity tags of which ours must be one (If-Match); none for no such condition
 * @param known entity tags of what the client has already (If-None-Match)
 */
record Preconditions(List<String> expected, List<String> known) {
  private static final String ANY = "*";

  static Preconditions of(HttpRequest request) {
    return new Preconditions(
        FieldList.of(request, HttpHeaderNames.IF_MATCH),
        FieldList.of(request, HttpHeaderNames.IF_NONE_MATCH));
  }

  /** Whether what is there may be used; its tag is empty if it has none. */
  boolean hold(String tag) {
    return expected.isEmpty() || expected.contains(ANY) || expected.contains(tag);
  }

  /** Whether the client has what this tag is of; a weak tag will do. */
  boolean know(String tag) {
    return known.contains(ANY) || known.contains(tag) || known.contains("W/" + tag);
  }
}
