package dev.echo7.admin.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.echo7.admin.http.Reply;
import dev.echo7.json.Json;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * A page of the connection table as JSON, made chunk by chunk as the client reads it: a slow client
 * holds one chunk in memory, not the table. One thread at a time.
 */
final class ConnectionRows implements Reply.Chunks {
  /** The approximate size of a chunk. */
  private static final int CHUNK_BYTES = 16 * 1_024;

  private final ByteArrayOutputStream made = new ByteArrayOutputStream(CHUNK_BYTES + 1_024);
  private final JsonGenerator json;
  private final Iterator<ConnectionList.Row> rows;
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
  public @Nullable ByteBuf next() throws IOException {
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
      made.write('\n');
      ended = true;
    }
    ByteBuf chunk = Unpooled.wrappedBuffer(made.toByteArray());
    made.reset();
    return chunk;
  }
}
