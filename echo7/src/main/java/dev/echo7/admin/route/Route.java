package dev.echo7.admin.route;

import dev.echo7.admin.http.BadRequestException;
import dev.echo7.admin.http.Query;
import dev.echo7.admin.http.Reply;
import io.netty.handler.codec.http.HttpMethod;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One thing that can be asked of the endpoint.
 *
 * @param path as the OpenAPI file has it; may end with one name in braces
 * @param access what it takes to ask for it
 * @param parameters known behind the question mark
 * @param quick whether it is answered on the event loop; all else is on the worker
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

  /** What stands where the path has braces, empty if it has none; null if this is another path. */
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
