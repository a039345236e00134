package dev.echo7.admin.route;

import dev.echo7.admin.http.BadRequestException;
import dev.echo7.admin.http.FieldList;
import dev.echo7.admin.http.MediaRanges;
import dev.echo7.admin.http.Preconditions;
import dev.echo7.admin.http.Query;
import dev.echo7.admin.http.Reply;
import dev.echo7.admin.http.RequestTarget;
import dev.echo7.events.ServerEvents;
import dev.echo7.net.failure.FailureText;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the route of a request and checks its access. Immutable; called on the event loop. */
public final class Routes {
  /**
   * The standard HTTP methods (RFC 9110, section 9; RFC 5789), except CONNECT, which is for
   * proxies.
   */
  private static final Set<HttpMethod> KNOWN =
      Set.of(
          HttpMethod.GET,
          HttpMethod.HEAD,
          HttpMethod.POST,
          HttpMethod.PUT,
          HttpMethod.PATCH,
          HttpMethod.DELETE,
          HttpMethod.OPTIONS,
          HttpMethod.TRACE);

  private final List<Route> all;
  private final RequestGuard guard;
  private final Executor worker;
  private final ServerEvents events;

  public Routes(List<Route> all, RequestGuard guard, Executor worker, ServerEvents events) {
    this.all = List.copyOf(all);
    this.guard = guard;
    this.worker = worker;
    this.events = events;
  }

  public List<Route> all() {
    return all;
  }

  /**
   * Answers a request.
   *
   * @param answer called once, on the event loop or on the worker
   */
  void answer(HttpRequest request, Consumer<Reply> answer) {
    try {
      if (request.decoderResult().isFailure()) {
        throw broken(request.decoderResult().cause());
      }
      if (!KNOWN.contains(request.method())) {
        throw new BadRequestException(
            HttpResponseStatus.NOT_IMPLEMENTED,
            "method '" + request.method() + "' is not supported");
      }
      RequestTarget target = RequestTarget.of(request.method(), request.uri());
      Reply refusal = guard.refusal(request, target);
      if (refusal != null) {
        answer.accept(refusal);
      } else {
        find(request, target, answer);
      }
    } catch (BadRequestException e) {
      answer.accept(problem(e));
    }
  }

  private void find(HttpRequest request, RequestTarget target, Consumer<Reply> answer) {
    HttpMethod method = request.method();
    List<Route> there =
        all.stream()
            .filter(each -> target.path().equals("*") || each.match(target.path()) != null)
            .toList();
    Optional<Route> found = there.stream().filter(each -> each.answers(method)).findFirst();
    if (there.isEmpty()) {
      answer.accept(nothingThere());
    } else if (method.equals(HttpMethod.OPTIONS)) {
      answer.accept(Reply.options(allowed(there)));
    } else if (found.isEmpty()) {
      answer.accept(wrongMethod(allowed(there)));
    } else {
      Route route = found.get();
      Reply refusal = guard.refusal(request, route.access());
      if (refusal == null) {
        act(route, query(request, route, target), answer);
      } else {
        answer.accept(refusal);
      }
    }
  }

  private static Query query(HttpRequest request, Route route, RequestTarget target) {
    return new Query(
        String.valueOf(route.match(target.path())),
        new MediaRanges(FieldList.of(request, HttpHeaderNames.ACCEPT)),
        Preconditions.of(request),
        target.parameters());
  }

  private void act(Route route, Query query, Consumer<Reply> answer) {
    if (route.quick()) {
      answer.accept(reply(route, query));
      return;
    }
    try {
      worker.execute(() -> answer.accept(reply(route, query)));
    } catch (RejectedExecutionException e) {
      answer.accept(
          problem(
              HttpResponseStatus.SERVICE_UNAVAILABLE,
              "too many requests are waiting; try again later"));
    }
  }

  private Reply reply(Route route, Query query) {
    try {
      query.expectOnly(route.parameters());
      return route.tagged() || query.conditions().hold("")
          ? route.action().reply(query)
          : Reply.changed();
    } catch (BadRequestException e) {
      return problem(e);
    } catch (RuntimeException e) {
      events.failed("admin: " + route.method() + " " + route.path() + ": " + FailureText.of(e));
      return problem(
          HttpResponseStatus.INTERNAL_SERVER_ERROR, "internal error; see the server's log");
    }
  }

  private static BadRequestException broken(Throwable cause) {
    return switch (cause) {
      case BadRequestException known -> known;
      case TooLongHttpLineException line ->
          new BadRequestException(
              HttpResponseStatus.REQUEST_URI_TOO_LONG, "the request line is too long");
      case TooLongHttpHeaderException headers ->
          new BadRequestException(
              HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "the headers are too long");
      default -> new BadRequestException("this is not HTTP/1.1");
    };
  }

  private Reply nothingThere() {
    String there =
        all.stream()
            .map(Route::path)
            .filter(path -> !path.contains("{"))
            .collect(Collectors.joining(", "));
    boolean isDescribed = all.stream().anyMatch(route -> route.path().equals("/openapi.yaml"));
    return problem(
        HttpResponseStatus.NOT_FOUND,
        "not found; " + (isDescribed ? "see /openapi.yaml" : "the paths are " + there));
  }

  /** The methods allowed there, for the Allow header. */
  private static String allowed(List<Route> there) {
    return Stream.concat(
            Stream.of(HttpMethod.HEAD)
                .filter(head -> there.stream().anyMatch(r -> r.answers(head))),
            Stream.concat(Stream.of(HttpMethod.OPTIONS), there.stream().map(Route::method)))
        .map(HttpMethod::name)
        .distinct()
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private static Reply wrongMethod(String allowed) {
    return Reply.problem(
        HttpResponseStatus.METHOD_NOT_ALLOWED,
        "method not allowed; use " + allowed,
        Map.of("Allow", allowed));
  }

  private static Reply problem(BadRequestException refusal) {
    return problem(refusal.status(), FailureText.of(refusal));
  }

  private static Reply problem(HttpResponseStatus status, @Nullable String error) {
    return Reply.problem(status, String.valueOf(error));
  }
}
