package dev.echo7.admin.http;

import dev.echo7.json.Json;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The response to a request. */
public sealed interface Reply {
  /** Content types. */
  String JSON = "application/json";

  String TEXT = "text/plain; charset=utf-8";

  /** A response that is complete in memory. */
  record Whole(
      HttpResponseStatus status,
      String type,
      Map<String, String> headers,
      ByteBuf body,
      Runnable after)
      implements Reply {}

  /** A response that is made while the client reads it. */
  record Streamed(String type, Chunks body) implements Reply {}

  /** The parts of a long response, made one by one. */
  interface Chunks {
    /** The next part, on the heap; null if there is none. */
    @Nullable ByteBuf next() throws IOException;
  }

  /** Server-Sent Events, until either side closes the connection. */
  record Events() implements Reply {}

  static Whole of(HttpResponseStatus status, String type, byte[] body) {
    return new Whole(status, type, Map.of(), Unpooled.wrappedBuffer(body), () -> {});
  }

  static Whole text(HttpResponseStatus status, String body) {
    return of(status, TEXT, body.getBytes(StandardCharsets.UTF_8));
  }

  static Whole json(byte[] body) {
    return new Whole(HttpResponseStatus.OK, JSON, Map.of(), line(body), () -> {});
  }

  /** 412: the If-Match condition failed. */
  static Whole changed() {
    return problem(
        HttpResponseStatus.PRECONDITION_FAILED, "If-Match does not match the current ETag");
  }

  /** Only the allowed methods, in answer to OPTIONS. */
  static Whole options(String allowed) {
    return new Whole(
        HttpResponseStatus.NO_CONTENT,
        "",
        Map.of("Allow", allowed),
        Unpooled.EMPTY_BUFFER,
        () -> {});
  }

  /** 202, and an action to run once that is sent. */
  static Whole accepted(Runnable after) {
    return new Whole(HttpResponseStatus.ACCEPTED, "", Map.of(), Unpooled.EMPTY_BUFFER, after);
  }

  /**
   * A rejection.
   *
   * @param error one line that names the culprit and the cure
   */
  static Whole problem(HttpResponseStatus status, String error) {
    return problem(status, error, Map.of());
  }

  static Whole problem(HttpResponseStatus status, String error, Map<String, String> headers) {
    byte[] body =
        Json.bytes(
            json -> {
              json.writeStartObject();
              json.writeStringField("error", error);
              json.writeEndObject();
            });
    return new Whole(status, JSON, headers, line(body), () -> {});
  }

  /** With a line end, for terminals. */
  private static ByteBuf line(byte[] json) {
    return Unpooled.wrappedBuffer(json, new byte[] {'\n'});
  }
}
