package dev.echo7.admin.route;

import dev.echo7.admin.http.BadRequestException;
import dev.echo7.admin.http.Query;
import dev.echo7.admin.http.Reply;
import io.netty.handler.codec.http.HttpMethod;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One resource of the endpoint with a method.
 *
 * @param path as in the OpenAPI file; may end with one name in braces
 * @param access the access that it requires
 * @param parameters the names of its query parameters
 * @param quick whether it runs on the event loop; otherwise on the worker
 */
public record Route(
    HttpMethod method,
    String path,
    Access access,
    Set<String> parameters,
    boolean quick,
    Action action) {

  /** Answers. */
  public interface Action {
    Reply reply(Query query) throws BadRequestException;
  }

  /** Whether the resource has an entity tag: then its action evaluates the preconditions. */
  boolean tagged() {
    return path.equals("/") || path.startsWith("/assets/") || path.equals("/openapi.yaml");
  }

  /** Whether it is for this method; HEAD is GET without the body. */
  boolean answers(HttpMethod asked) {
    return method.equals(asked) || (asked.equals(HttpMethod.HEAD) && method.equals(HttpMethod.GET));
  }

  /**
   * The part of the path that is in braces, empty if there is none; null if the path does not
   * match.
   */
  @Nullable String match(String asked) {
    int brace = path.indexOf('{');
    if (brace < 0) {
      return path.equals(asked) ? "" : null;
    }
    String prefix = path.substring(0, brace);
    String rest = asked.startsWith(prefix) ? asked.substring(prefix.length()) : "";
    return rest.isEmpty() || rest.indexOf('/') >= 0 ? null : rest;
  }
}
