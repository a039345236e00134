package dev.echo7.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.stream.ChunkedInput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * A page of the connection table as JSON, made as the reader takes it: what waits for a slow one is
 * a chunk, not the table. Confined to the event loop.
 */
final class ConnectionRows implements ChunkedInput<ByteBuf> {
  /** Of one chunk, about. */
  private static final int CHUNK_BYTES = 16 * 1_024;

  private final ByteArrayOutputStream made = new ByteArrayOutputStream(CHUNK_BYTES + 1_024);
  private final JsonGenerator json;
  private final Iterator<ConnectionList.Row> rows;
  private long bytes;
  private boolean ended;

  ConnectionRows(ConnectionList.Page page) throws IOException {
    rows = page.rows().iterator();
    json = Json.generator(made);
    json.writeStartObject();
    json.writeNumberField("total", page.total());
    json.writeNumberField("matched", page.matched());
    json.writeNumberField("offset", page.offset());
    json.writeArrayFieldStart("connections");
  }

  @Override
  public @Nullable ByteBuf readChunk(ByteBufAllocator allocator) throws IOException {
    if (ended) {
      return null;
    }
    while (rows.hasNext() && made.size() < CHUNK_BYTES) {
      ConnectionList.Row row = rows.next();
      ConnectionJson.write(json, row.connection(), row.name());
      json.flush();
    }
    if (!rows.hasNext()) {
      json.close();
      ended = true;
    }
    ByteBuf chunk = Unpooled.wrappedBuffer(made.toByteArray());
    bytes += made.size();
    made.reset();
    return chunk;
  }

  /** As Netty called it before; nothing does any more. */
  @Deprecated
  @Override
  public @Nullable ByteBuf readChunk(ChannelHandlerContext context) throws IOException {
    return readChunk(context.alloc());
  }

  @Override
  public boolean isEndOfInput() {
    return ended;
  }

  @Override
  public void close() throws IOException {
    json.close();
  }

  @Override
  public long length() {
    return -1;
  }

  @Override
  public long progress() {
    return bytes;
  }
}
