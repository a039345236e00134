package dev.echo7.admin.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Passes on one complete request per read. The parts of later requests wait, and the socket is not
 * read from meanwhile, so that a FIN after pipelined requests is seen only once they are answered.
 * No request here needs its body, which is counted and discarded. An error in a request is put in
 * its decoder result, so that it is answered in order.
 *
 * <p>On the event loop.
 */
public final class RequestReader extends ChannelDuplexHandler {
  static final int MAX_BODY_BYTES = 1_024;

  /** Parts of later requests: at most what one read of the socket has brought. */
  private final Queue<HttpObject> parts = new ArrayDeque<>();

  /** The request being received. */
  private @Nullable HttpRequest request;

  private long bodyBytes;
  private boolean wanted;

  @Override
  public void read(ChannelHandlerContext context) {
    wanted = true;
    advance(context);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    parts.add((HttpObject) message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    advance(context);
    context.fireChannelReadComplete();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    parts.forEach(ReferenceCountUtil::release);
    parts.clear();
    context.fireChannelInactive();
  }

  private void advance(ChannelHandlerContext context) {
    while (wanted && !parts.isEmpty()) {
      HttpObject part = parts.remove();
      try {
        take(context, part);
      } finally {
        ReferenceCountUtil.release(part);
      }
    }
    if (wanted) {
      context.read();
    }
  }

  private void take(ChannelHandlerContext context, HttpObject part) {
    if (part instanceof HttpRequest head) {
      request = head;
      bodyBytes = 0;
      begin(context, head);
    } else if (part instanceof HttpContent content && request != null) {
      bodyBytes += content.content().readableBytes();
      if (content.decoderResult().isFailure()) {
        refuse(context, content.decoderResult().cause());
      } else if (bodyBytes > MAX_BODY_BYTES) {
        refuse(context, tooLong());
      } else if (content instanceof LastHttpContent) {
        handOn(context);
      }
    }
  }

  private void begin(ChannelHandlerContext context, HttpRequest head) {
    if (head.decoderResult().isFailure()) {
      handOn(context);
      return;
    }
    long length = HttpUtil.getContentLength(head, 0L);
    List<String> expectations =
        head.protocolVersion().equals(HttpVersion.HTTP_1_0)
            ? List.of()
            : FieldList.of(head, HttpHeaderNames.EXPECT);
    List<String> codings = FieldList.of(head, HttpHeaderNames.TRANSFER_ENCODING);
    if (!codings.stream().allMatch("chunked"::equalsIgnoreCase)) {
      refuse(
          context,
          new BadRequestException(
              HttpResponseStatus.NOT_IMPLEMENTED, "Transfer-Encoding must be chunked or absent"));
    } else if (length > MAX_BODY_BYTES) {
      refuse(context, tooLong());
    } else if (!expectations.stream().allMatch("100-continue"::equalsIgnoreCase)) {
      refuse(
          context,
          new BadRequestException(
              HttpResponseStatus.EXPECTATION_FAILED, "Expect must be 100-continue"));
    } else if (!expectations.isEmpty() && parts.isEmpty() && (length > 0 || !codings.isEmpty())) {
      context.writeAndFlush(
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
    }
  }

  private static BadRequestException tooLong() {
    return new BadRequestException(
        HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
        "the body is too large: at most " + MAX_BODY_BYTES + " bytes");
  }

  private void refuse(ChannelHandlerContext context, Throwable cause) {
    if (request != null) {
      request.setDecoderResult(DecoderResult.failure(cause));
      handOn(context);
    }
  }

  private void handOn(ChannelHandlerContext context) {
    HttpRequest complete = request;
    request = null;
    wanted = false;
    if (complete != null) {
      context.fireChannelRead(complete);
    }
  }
}
