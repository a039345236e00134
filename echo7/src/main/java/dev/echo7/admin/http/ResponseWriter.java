package dev.echo7.admin.http;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpChunkedInput;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.stream.ChunkedWriteHandler;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.Executor;

/** Writes the response to one request, with the headers that every response has. */
public final class ResponseWriter {
  private static final String EVENTS = "text/event-stream";

  /** Statuses without a body, and so without a Content-Length (RFC 9110, section 8.6). */
  private static final Set<HttpResponseStatus> BODILESS =
      Set.of(HttpResponseStatus.NO_CONTENT, HttpResponseStatus.NOT_MODIFIED);

  private final ChannelHandlerContext context;
  private final Executor worker;
  private final boolean head;

  /** HTTP/1.1 or later: the body may be chunked. */
  private final boolean chunks;

  private boolean keepsAlive;

  private ResponseWriter(ChannelHandlerContext context, Executor worker, HttpRequest request) {
    this.context = context;
    this.worker = worker;
    this.head = request.method().equals(HttpMethod.HEAD);
    this.chunks = request.protocolVersion().minorVersion() > 0;
    this.keepsAlive = request.decoderResult().isSuccess() && HttpUtil.isKeepAlive(request);
  }

  public static ResponseWriter to(
      ChannelHandlerContext context, HttpRequest request, Executor worker) {
    return new ResponseWriter(context, worker, request);
  }

  /** Whether only the head of the response is asked for. */
  public boolean isForHead() {
    return head;
  }

  /** Whether another request may follow. */
  public boolean keepsAlive() {
    return keepsAlive;
  }

  /** Complete when the last byte is sent. */
  public ChannelFuture write(Reply reply) {
    return switch (reply) {
      case Reply.Whole whole -> write(whole);
      case Reply.Streamed streamed -> write(streamed);
      case Reply.Events events -> write(unmeasured(EVENTS));
    };
  }

  /** The head of a response whose body the event feed writes. */
  public void beginEvents() {
    keepsAlive = false;
    write(unmeasured(EVENTS));
  }

  private ChannelFuture write(Reply.Whole whole) {
    HttpResponse response =
        head
            ? new ResponseEncoder.HeadOnly(whole.status())
            : new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, whole.status(), whole.body());
    decorate(response.headers(), whole.type());
    whole.headers().forEach(response.headers()::set);
    if (!BODILESS.contains(whole.status())) {
      response.headers().set(HttpHeaderNames.CONTENT_LENGTH, whole.body().readableBytes());
    }
    return write(response);
  }

  private ChannelFuture write(Reply.Streamed streamed) {
    if (head) {
      return write(unmeasured(streamed.type()));
    }
    // Without chunking, the end of the connection ends the body.
    keepsAlive &= chunks;
    write(unmeasured(streamed.type()));
    ChunkedWriteHandler transfer = context.pipeline().get(ChunkedWriteHandler.class);
    return context.writeAndFlush(
        new HttpChunkedInput(
            new WorkerChunks(streamed.body(), worker, context.executor(), transfer)));
  }

  /** A response whose body has no known length. */
  private HttpResponse unmeasured(String type) {
    HttpResponse response =
        head
            ? new ResponseEncoder.HeadOnly(HttpResponseStatus.OK)
            : new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    decorate(response.headers(), type);
    if (chunks) {
      HttpUtil.setTransferEncodingChunked(response, true);
    }
    return response;
  }

  private ChannelFuture write(HttpResponse response) {
    if (!keepsAlive) {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (!chunks) {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
    return context.writeAndFlush(response);
  }

  private void decorate(HttpHeaders headers, String type) {
    if (!type.isEmpty()) {
      headers.set(HttpHeaderNames.CONTENT_TYPE, type);
    }
    headers.set(HttpHeaderNames.DATE, HttpDate.of(Instant.now()));
    headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
    headers.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
  }
}
