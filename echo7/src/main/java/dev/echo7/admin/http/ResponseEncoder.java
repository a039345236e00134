package dev.echo7.admin.http;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;

/** Netty's response encoder, with support for responses to HEAD. */
public final class ResponseEncoder extends HttpResponseEncoder {

  /** A response without a body, whatever its headers say. */
  static final class HeadOnly extends DefaultFullHttpResponse {
    HeadOnly(HttpResponseStatus status) {
      super(HttpVersion.HTTP_1_1, status, Unpooled.EMPTY_BUFFER);
    }
  }

  @Override
  protected boolean isContentAlwaysEmpty(HttpResponse response) {
    return response instanceof HeadOnly || super.isContentAlwaysEmpty(response);
  }
}
