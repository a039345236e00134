package dev.echo7.server.proxy;

import dev.echo7.events.Rejection;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Netty's decoder of PROXY headers, within the bounds of the specification; it rejects at the first
 * byte that cannot belong to a header rather than at the thirteenth.
 *
 * <p>It looks at the bytes as they come and keeps none. When it is certain that no header within
 * bounds will follow it says why by a user event, a {@link Rejection}, and swallows the rest. One
 * instance per connection, on its event loop; it leaves the pipeline after the header.
 */
final class ProxyHeaderDecoder extends HAProxyMessageDecoder {
  /** A line of version 1 with its CR LF, from the specification. */
  static final int MAX_LINE_BYTES = 107;

  /** Additions (type, length, value) to a header of version 2; HAProxy's are below 300. */
  static final int MAX_TLV_BYTES = 1_024;

  /** The largest address block of version 2: two Unix sockets. */
  static final int MAX_ADDRESS_BYTES = 216;

  private static final byte[] LINE_START = "PROXY ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SIGNATURE =
      "\r\n\r\n\0\r\nQUIT\n".getBytes(StandardCharsets.US_ASCII);
  private static final int LENGTH_OFFSET = 14;

  private int seenBytes;
  private boolean binary;
  private int previous;
  private int declaredBytes;
  private boolean complete;
  private @Nullable Rejection problem;

  ProxyHeaderDecoder() {
    super(MAX_TLV_BYTES);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    ByteBuf bytes = (ByteBuf) message;
    boolean refusedBefore = problem != null;
    for (int i = bytes.readerIndex();
        i < bytes.writerIndex() && !complete && problem == null;
        i++) {
      problem = look(bytes.getUnsignedByte(i));
    }
    if (problem == null) {
      super.channelRead(context, ofItsSize(context, bytes));
      return;
    }
    bytes.release();
    if (!refusedBefore) {
      context.fireUserEventTriggered(problem);
    }
  }

  /** Half a header waits for the other half: not in the buffer of a read, which is a large one. */
  private static ByteBuf ofItsSize(ChannelHandlerContext context, ByteBuf bytes) {
    int size = bytes.readableBytes();
    if (size > LENGTH_OFFSET + 2 + MAX_ADDRESS_BYTES + MAX_TLV_BYTES) {
      return bytes;
    }
    ByteBuf small = context.alloc().directBuffer(size).writeBytes(bytes);
    bytes.release();
    return small;
  }

  /** Takes the next byte; returns why there can be no header any more. */
  private @Nullable Rejection look(int value) {
    int index = seenBytes++;
    if (index == 0) {
      binary = value == SIGNATURE[0];
    }
    byte[] start = binary ? SIGNATURE : LINE_START;
    if (index < start.length) {
      return value == start[index] ? null : Rejection.NO_PROXY_HEADER;
    }
    return binary ? lookInStructure(index, value) : lookInLine(value);
  }

  private @Nullable Rejection lookInLine(int value) {
    complete = previous == '\r' && value == '\n';
    previous = value;
    return !complete && seenBytes >= MAX_LINE_BYTES ? Rejection.PROXY_HEADER_TOO_LONG : null;
  }

  private @Nullable Rejection lookInStructure(int index, int value) {
    if (index == LENGTH_OFFSET) {
      declaredBytes = value << Byte.SIZE;
    } else if (index == LENGTH_OFFSET + 1) {
      declaredBytes += value;
      // What follows is Netty's to take apart.
      complete = true;
    }
    return declaredBytes > MAX_ADDRESS_BYTES + MAX_TLV_BYTES
        ? Rejection.PROXY_HEADER_TOO_LONG
        : null;
  }
}
