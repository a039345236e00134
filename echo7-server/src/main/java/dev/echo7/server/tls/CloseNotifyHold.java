package dev.echo7.server.tls;

import dev.echo7.server.fault.stage.FaultyConnection;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the peer's close_notify from TLS while a delay or a rate holds some of the echo: an engine
 * that has seen it encrypts nothing more ({@link TlsGate} says which).
 *
 * <p>A close_notify is a record behind which nothing comes. In TLS 1.2 its header says that it is
 * an alert; in TLS 1.3 any record looks like data, and its length is the sender's choice (the JDK
 * pads alerts). So there the last record waits, whatever it is, until more comes or nothing else
 * waits. If it was data, it is echoed as of its arrival. Between the socket and TLS, on the
 * connection's event loop.
 */
final class CloseNotifyHold extends ChannelInboundHandlerAdapter {
  // RFC 8446, section 5.1.
  private static final int HEADER_BYTES = 5;
  private static final int TYPE_ALERT = 21;
  private static final int LENGTH_HIGH = 3;
  private static final int BYTE = 0xff;

  private final FaultyConnection faulty;

  // Of the record that is being received.
  private int headerBytes;
  private boolean isAlert;
  private int bytesLeft;

  private @Nullable ByteBuf held;
  private long heldSinceNs;
  private boolean hasInputEnded;

  CloseNotifyHold(FaultyConnection faulty) {
    this.faulty = faulty;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    // More comes behind it: it was no close_notify.
    passHeld(context);
    int start = startOfLast(bytes);
    boolean isComplete = start < bytes.writerIndex();
    if (isComplete && start > bytes.readerIndex()) {
      context.fireChannelRead(bytes.readRetainedSlice(start - bytes.readerIndex()));
    }
    if (!isComplete || !faulty.isHolding() || !mayBeCloseNotify(context)) {
      context.fireChannelRead(bytes);
      return;
    }
    held = bytes;
    heldSinceNs = System.nanoTime();
    faulty.whenNothingWaits(() -> passWhenDue(context));
  }

  /** Before the handshake is done, an alert ends it. */
  private boolean mayBeCloseNotify(ChannelHandlerContext context) {
    SslHandler tls = context.pipeline().get(SslHandler.class);
    return tls != null
        && tls.handshakeFuture().isSuccess()
        && (isAlert || tls.engine().getSession().getProtocol().equals("TLSv1.3"));
  }

  /**
   * Follows the records.
   *
   * @return where the last one begins, or goes on, if it is complete; else the end of the bytes
   */
  private int startOfLast(ByteBuf bytes) {
    int index = bytes.readerIndex();
    int start = index;
    while (index < bytes.writerIndex()) {
      if (headerBytes == 0) {
        start = index;
      }
      if (headerBytes < HEADER_BYTES) {
        noteHeader(bytes.getByte(index++) & BYTE);
      } else {
        int count = Math.min(bytesLeft, bytes.writerIndex() - index);
        index += count;
        bytesLeft -= count;
      }
      if (headerBytes == HEADER_BYTES && bytesLeft == 0) {
        headerBytes = 0;
      }
    }
    return headerBytes == 0 ? start : bytes.writerIndex();
  }

  private void noteHeader(int value) {
    if (headerBytes == 0) {
      isAlert = value == TYPE_ALERT;
    } else if (headerBytes == LENGTH_HIGH) {
      bytesLeft = value << Byte.SIZE;
    } else if (headerBytes == LENGTH_HIGH + 1) {
      bytesLeft += value;
    }
    headerBytes++;
  }

  private void passWhenDue(ChannelHandlerContext context) {
    if (held != null && !faulty.isHolding()) {
      passHeld(context);
      context.fireChannelReadComplete();
    }
    if (held == null && hasInputEnded && context.channel().isOpen()) {
      hasInputEnded = false;
      context.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    }
  }

  private void passHeld(ChannelHandlerContext context) {
    ByteBuf record = held;
    held = null;
    if (record != null) {
      faulty.echoLate(heldSinceNs, () -> context.fireChannelRead(record));
    }
  }

  /** The peer's FIN must not overtake its close_notify. */
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (held != null && event == ChannelInputShutdownEvent.INSTANCE) {
      hasInputEnded = true;
    } else {
      context.fireUserEventTriggered(event);
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    if (held != null) {
      held.release();
      held = null;
    }
  }
}
