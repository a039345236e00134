package dev.echo7.admin;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * Puts the parts of a request together. One with too long a body goes on as a failure, so that it
 * is answered after those before it; nobody is told to go on sending.
 */
final class RequestBody extends HttpObjectAggregator {
  static final int MAX_BYTES = 1_024;

  RequestBody() {
    super(MAX_BYTES);
  }

  @Override
  protected void handleOversizedMessage(ChannelHandlerContext context, HttpMessage oversized) {
    if (oversized instanceof HttpRequest request) {
      DefaultFullHttpRequest failed =
          new DefaultFullHttpRequest(request.protocolVersion(), request.method(), request.uri());
      failed.setDecoderResult(
          DecoderResult.failure(new TooLongFrameException("a body has at most " + MAX_BYTES)));
      context.fireChannelRead(failed);
    }
  }

  @Override
  protected @Nullable Object newContinueResponse(
      HttpMessage start, int maxLength, ChannelPipeline pipeline) {
    return null;
  }
}
