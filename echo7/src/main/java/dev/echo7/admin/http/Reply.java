package dev.echo7.admin.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a request is answered with. */
public sealed interface Reply {
  /** Our types of content. */
  String JSON = "application/json";

  String TEXT = "text/plain; charset=utf-8";

  /** An answer that is there as a whole. */
  record Whole(
      HttpResponseStatus status,
      String type,
      Map<String, String> headers,
      ByteBuf body,
      Runnable after)
      implements Reply {}

  /** An answer that is made as the peer takes it. */
  record Streamed(String type, Chunks body) implements Reply {}

  /** The parts of a long answer, made one by one. */
  interface Chunks {
    /** The next part, on the heap; null if there is none. */
    @Nullable ByteBuf next() throws IOException;
  }

  /** Server-Sent Events, until somebody ends them. */
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

  /** 202, and what to do once that is said. */
  static Whole accepted(Runnable after) {
    return new Whole(HttpResponseStatus.ACCEPTED, "", Map.of(), Unpooled.EMPTY_BUFFER, after);
  }

  /**
   * A refusal.
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

  /** With an end of line, for who reads it in a terminal. */
  private static ByteBuf line(byte[] json) {
    return Unpooled.wrappedBuffer(json, new byte[] {'\n'});
  }
}
