package dev.echo7.admin;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpChunkedInput;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.stream.ChunkedWriteHandler;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Executor;

/** Writes the response to one request, with the headers that every response has. */
final class ResponseWriter {
  private final ChannelHandlerContext context;
  private final Executor worker;
  private final boolean keepsAlive;
  private final boolean chunks;

  private ResponseWriter(
      ChannelHandlerContext context, Executor worker, boolean keepsAlive, boolean chunks) {
    this.context = context;
    this.worker = worker;
    this.keepsAlive = keepsAlive;
    this.chunks = chunks;
  }

  static ResponseWriter to(
      ChannelHandlerContext context, FullHttpRequest request, Executor worker) {
    boolean chunks = request.protocolVersion().equals(HttpVersion.HTTP_1_1);
    boolean whole = request.decoderResult().isSuccess();
    return new ResponseWriter(
        context, worker, whole && chunks && HttpUtil.isKeepAlive(request), chunks);
  }

  /** Whether another request may follow. */
  boolean keepsAlive() {
    return keepsAlive;
  }

  /** Complete when the last byte is out. */
  ChannelFuture write(Reply reply) {
    return switch (reply) {
      case Reply.Whole whole -> write(whole);
      case Reply.Streamed streamed -> write(streamed);
      case Reply.Events events -> throw new IllegalArgumentException("events have no end");
    };
  }

  /** The head of a response whose body the event feed writes. */
  void beginEvents() {
    HttpResponse head = head(HttpResponseStatus.OK, "text/event-stream");
    head.headers().set(HttpHeaderNames.CONNECTION, "close");
    if (chunks) {
      HttpUtil.setTransferEncodingChunked(head, true);
    }
    context.writeAndFlush(head);
  }

  private ChannelFuture write(Reply.Whole whole) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, whole.status(), whole.body());
    decorate(response.headers(), whole.type());
    whole.headers().forEach(response.headers()::set);
    if (!whole.status().equals(HttpResponseStatus.NOT_MODIFIED)) {
      HttpUtil.setContentLength(response, whole.body().readableBytes());
    }
    return context.writeAndFlush(response);
  }

  private ChannelFuture write(Reply.Streamed streamed) {
    HttpResponse head = head(HttpResponseStatus.OK, streamed.type());
    if (chunks) {
      HttpUtil.setTransferEncodingChunked(head, true);
    }
    ChunkedWriteHandler transfer = context.pipeline().get(ChunkedWriteHandler.class);
    context.write(head);
    return context.writeAndFlush(
        new HttpChunkedInput(
            new WorkerChunks(streamed.body(), worker, context.executor(), transfer)));
  }

  private HttpResponse head(HttpResponseStatus status, String type) {
    HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, status);
    decorate(head.headers(), type);
    return head;
  }

  private void decorate(HttpHeaders headers, String type) {
    if (!type.isEmpty()) {
      headers.set(HttpHeaderNames.CONTENT_TYPE, type);
    }
    headers.set(
        HttpHeaderNames.DATE,
        DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)));
    headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
    headers.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    if (!keepsAlive) {
      headers.set(HttpHeaderNames.CONNECTION, "close");
    }
  }
}
