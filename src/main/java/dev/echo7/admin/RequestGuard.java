package dev.echo7.admin;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may ask at all: no page of another site through somebody's browser, whether by a name that
 * leads here (DNS rebinding) or by a request across sites, and nobody without the token where one
 * is asked for.
 *
 * <p>Immutable; any thread.
 */
final class RequestGuard {
  /** A browser says these of requests that our page or the person at the keyboard makes. */
  private static final Set<String> OWN_SITE = Set.of("same-origin", "none");

  private static final Map<String, String> CHALLENGE =
      Map.of("WWW-Authenticate", "Bearer realm=\"echo7\"");

  private final AdminTokens tokens;
  private final boolean internet;
  private final List<String> hosts;

  /**
   * Sees to requests of one endpoint.
   *
   * @param internet whether it is TCP, which browsers reach
   * @param hosts what the Host header may be, in lower case; empty for anything
   */
  RequestGuard(AdminTokens tokens, boolean internet, List<String> hosts) {
    this.tokens = tokens;
    this.internet = internet;
    this.hosts = List.copyOf(hosts);
  }

  /** Why this request is refused whatever it asks for; null if it is not. */
  Reply.@Nullable Whole refusal(HttpRequest request) {
    HttpHeaders headers = request.headers();
    List<String> named = headers.getAll(HttpHeaderNames.HOST);
    boolean needed = request.protocolVersion().equals(HttpVersion.HTTP_1_1);
    if (named.size() > 1 || (named.isEmpty() && needed)) {
      return Reply.problem(HttpResponseStatus.BAD_REQUEST, "HTTP/1.1 needs one Host header");
    }
    String host = named.isEmpty() ? "" : named.getFirst().toLowerCase(Locale.ROOT);
    if (!hosts.isEmpty() && !hosts.contains(host)) {
      return forbidden("Host is not one of " + String.join(", ", hosts) + "; use one of these");
    }
    if (internet && !headers.getAll(HttpHeaderNames.ORIGIN).stream().allMatch(o -> isAt(o, host))) {
      return forbidden("Origin is another site");
    }
    if (!OWN_SITE.containsAll(headers.getAll("sec-fetch-site"))) {
      return forbidden("Sec-Fetch-Site is another site; type the address into the browser");
    }
    return null;
  }

  /** Why this request may not do what it asks for; null if it may. */
  Reply.@Nullable Whole refusal(HttpRequest request, Access needed) {
    Access access = tokens.access(request.headers().get(HttpHeaderNames.AUTHORIZATION));
    if (access.compareTo(needed) >= 0) {
      return null;
    }
    return access == Access.NONE
        ? Reply.problem(
            HttpResponseStatus.UNAUTHORIZED,
            "this needs the header Authorization: Bearer TOKEN, with the token of --admin-token-file",
            CHALLENGE)
        : forbidden("this token may only read; use that of --admin-token-file");
  }

  private static boolean isAt(String origin, String host) {
    String lower = origin.toLowerCase(Locale.ROOT);
    return lower.equals("http://" + host) || lower.equals("https://" + host);
  }

  private static Reply.Whole forbidden(String error) {
    return Reply.problem(HttpResponseStatus.FORBIDDEN, error);
  }
}
