package dev.echo7.admin.route;

import dev.echo7.admin.http.Authority;
import dev.echo7.admin.http.BadRequestException;
import dev.echo7.admin.http.Reply;
import dev.echo7.admin.http.RequestTarget;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Rejects requests that may not be made at all: those of another site's page through a user's
 * browser, whether by DNS rebinding or across sites, and those without a token if one is required.
 *
 * <p>Immutable; any thread.
 */
public final class RequestGuard {
  /** Values of Sec-Fetch-Site for requests that our page or the user makes. */
  private static final Set<String> OWN_SITE = Set.of("same-origin", "none");

  private static final Map<String, String> CHALLENGE =
      Map.of("WWW-Authenticate", "Bearer realm=\"echo7\"");

  private final AdminTokens tokens;
  private final boolean internet;
  private final List<Authority> names;

  /**
   * The guard of one endpoint.
   *
   * @param internet whether it is TCP, which browsers can reach
   * @param names the hosts and ports that a request may name; none if any will do
   */
  public RequestGuard(AdminTokens tokens, boolean internet, List<Authority> names) {
    this.tokens = tokens;
    this.internet = internet;
    this.names = List.copyOf(names);
  }

  /**
   * The response that rejects this request, whatever it asks for; null if it is allowed.
   *
   * @throws BadRequestException if it names no host
   */
  Reply.@Nullable Whole refusal(HttpRequest request, RequestTarget target)
      throws BadRequestException {
    HttpHeaders headers = request.headers();
    List<String> named = headers.getAll(HttpHeaderNames.HOST);
    boolean old = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
    if (named.size() > 1 || (named.isEmpty() && !old)) {
      throw new BadRequestException("HTTP/1.1 needs exactly one Host header");
    }
    for (String each : named) {
      Authority.parse(each);
    }
    String host = target.host() != null ? target.host() : String.join("", named);
    Authority called = Authority.parse(host);
    // An HTTP/1.0 request without a Host comes from a health check, never from a browser.
    boolean nameless = old && named.isEmpty() && target.host() == null;
    if (!names.isEmpty() && !names.contains(called) && !nameless) {
      return forbidden("Host is not one of " + text(names) + "; use one of these");
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
    List<String> given = request.headers().getAll(HttpHeaderNames.AUTHORIZATION);
    Access access = tokens.access(given.size() == 1 ? given.getFirst() : null);
    if (access.compareTo(needed) >= 0) {
      return null;
    }
    return access == Access.NONE
        ? Reply.problem(
            HttpResponseStatus.UNAUTHORIZED,
            "this request needs the header Authorization: Bearer TOKEN, with the token in"
                + " --admin-token-file",
            CHALLENGE)
        : forbidden("this token is read-only; use the one in --admin-token-file");
  }

  private static boolean isAt(String origin, String host) {
    return origin.equalsIgnoreCase("http://" + host) || origin.equalsIgnoreCase("https://" + host);
  }

  private static String text(List<Authority> names) {
    return names.stream().map(Authority::toString).collect(Collectors.joining(", "));
  }

  private static Reply.Whole forbidden(String error) {
    return Reply.problem(HttpResponseStatus.FORBIDDEN, error);
  }
}
