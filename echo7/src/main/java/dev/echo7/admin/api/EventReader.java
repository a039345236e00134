package dev.echo7.admin.api;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A reader of the event feed. Its pending events are in the channel, up to the high water mark;
 * further events are dropped and counted. Confined to the event loop.
 */
final class EventReader {
  private static final byte[] HEARTBEAT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

  private final Channel channel;
  private long lost;

  EventReader(Channel channel) {
    this.channel = channel;
  }

  /** An event in the format of the stream; the data is one line. */
  static byte[] frame(String event, byte[] data) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream(data.length + 32);
    frame.writeBytes(("event: " + event + "\ndata: ").getBytes(StandardCharsets.US_ASCII));
    frame.writeBytes(data);
    frame.writeBytes("\n\n".getBytes(StandardCharsets.US_ASCII));
    return frame.toByteArray();
  }

  void send(byte[] frame) {
    if (!channel.isWritable()) {
      lost++;
      return;
    }
    if (lost > 0) {
      String data = "{\"events\":" + lost + "}";
      lost = 0;
      write(frame("lost", data.getBytes(StandardCharsets.US_ASCII)));
    }
    write(frame);
  }

  /** Counts events that were dropped before they reached this reader. */
  void missed(long events) {
    lost += events;
  }

  void heartbeat() {
    if (channel.isWritable()) {
      write(HEARTBEAT);
      flush();
    }
  }

  void flush() {
    channel.flush();
  }

  void end() {
    channel
        .writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT)
        .addListener(ChannelFutureListener.CLOSE);
  }

  private void write(byte[] frame) {
    channel.write(new DefaultHttpContent(Unpooled.wrappedBuffer(frame)));
  }
}
