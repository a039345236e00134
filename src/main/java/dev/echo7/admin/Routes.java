package dev.echo7.admin;

import dev.echo7.events.ServerEvents;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds who answers a request, and sees that it may be asked. Immutable; called on the event loop.
 */
final class Routes {
  private final List<Route> all;
  private final RequestGuard guard;
  private final Executor worker;
  private final ServerEvents events;

  Routes(List<Route> all, RequestGuard guard, Executor worker, ServerEvents events) {
    this.all = List.copyOf(all);
    this.guard = guard;
    this.worker = worker;
    this.events = events;
  }

  List<Route> all() {
    return all;
  }

  /**
   * Answers a request.
   *
   * @param answer called once, on the event loop or on the worker
   */
  void answer(FullHttpRequest request, Consumer<Reply> answer) {
    Reply refusal =
        request.decoderResult().isFailure()
            ? broken(request.decoderResult().cause())
            : guard.refusal(request);
    if (refusal != null) {
      answer.accept(refusal);
      return;
    }
    try {
      QueryStringDecoder address = new QueryStringDecoder(request.uri());
      find(request, address.path(), address.parameters(), answer);
    } catch (IllegalArgumentException e) {
      answer.accept(problem(HttpResponseStatus.BAD_REQUEST, "the address has a broken % in it"));
    }
  }

  private void find(
      FullHttpRequest request,
      String path,
      Map<String, List<String>> parameters,
      Consumer<Reply> answer) {
    List<Route> there = all.stream().filter(each -> each.match(path) != null).toList();
    HttpMethod method = request.method();
    for (Route route : there) {
      if (route.answers(method)) {
        Reply refusal = guard.refusal(request, route.access());
        if (refusal != null) {
          answer.accept(refusal);
        } else {
          Query query = query(request, String.valueOf(route.match(path)), parameters);
          act(route, query, answer);
        }
        return;
      }
    }
    answer.accept(there.isEmpty() ? nothingThere() : wrongMethod(there));
  }

  private static Query query(
      FullHttpRequest request, String argument, Map<String, List<String>> parameters) {
    return new Query(
        argument,
        request.headers().get(HttpHeaderNames.ACCEPT, ""),
        request.headers().get(HttpHeaderNames.IF_NONE_MATCH, ""),
        parameters);
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
          problem(HttpResponseStatus.SERVICE_UNAVAILABLE, "too many requests wait; ask later"));
    }
  }

  private Reply reply(Route route, Query query) {
    try {
      query.expectOnly(route.parameters());
      return route.action().reply(query);
    } catch (BadRequestException e) {
      return problem(HttpResponseStatus.BAD_REQUEST, e.getMessage());
    } catch (RuntimeException e) {
      events.failed("admin: " + route.method() + " " + route.path() + ": a defect: " + e);
      return problem(HttpResponseStatus.INTERNAL_SERVER_ERROR, "a defect; the server's log has it");
    }
  }

  private static Reply broken(@Nullable Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return problem(HttpResponseStatus.REQUEST_URI_TOO_LONG, "the request line is too long");
    }
    if (cause instanceof TooLongHttpHeaderException) {
      return problem(
          HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "the headers are too long");
    }
    if (cause instanceof TooLongFrameException) {
      return problem(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, "the body is too long");
    }
    return problem(HttpResponseStatus.BAD_REQUEST, "this is not HTTP/1.1");
  }

  private Reply nothingThere() {
    return problem(HttpResponseStatus.NOT_FOUND, "there is nothing; /openapi.yaml says what is");
  }

  private static Reply wrongMethod(List<Route> there) {
    String allowed =
        there.stream().map(each -> each.method().name()).sorted().collect(Collectors.joining(", "));
    return Reply.problem(
        HttpResponseStatus.METHOD_NOT_ALLOWED,
        "wrong method; here is " + allowed,
        Map.of("Allow", allowed));
  }

  private static Reply problem(HttpResponseStatus status, @Nullable String error) {
    return Reply.problem(status, String.valueOf(error));
  }
}
