package dev.echo7.ctl;

import dev.echo7.json.JsonObject;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads Server-Sent Events (HTML standard, section 9.2), without the fields for browsers (id,
 * retry). One thread.
 */
public final class EventStream {
  /** Far more than any event of our server. */
  private static final int MAX_EVENT_BYTES = 1 << 20;

  private static final String BYTE_ORDER_MARK = "\ufeff";

  private final InputStream body;
  private boolean first = true;
  private boolean afterCr;
  private final Function<IOException, AdminException> explaining;

  EventStream(InputStream body, Function<IOException, AdminException> explaining) {
    this.body = new BufferedInputStream(body);
    this.explaining = explaining;
  }

  /**
   * One event.
   *
   * @param name its type
   * @param data empty if the event has none
   */
  public record Event(String name, JsonObject data) {}

  /**
   * Waits for the next event; null at the end of the stream.
   *
   * @throws AdminException if the server is silent for too long, or sends no valid event
   */
  public @Nullable Event next() throws AdminException {
    try {
      return read();
    } catch (EOFException e) {
      return null;
    } catch (IOException e) {
      throw explaining.apply(e);
    }
  }

  private @Nullable Event read() throws IOException {
    String name = "message";
    StringBuilder data = new StringBuilder();
    for (String line = line(); line != null; line = line()) {
      String field = field(line);
      if (line.isEmpty() && !data.isEmpty()) {
        return new Event(name, JsonObject.of(data.toString()));
      } else if (line.isEmpty()) {
        name = "message";
      } else if (field.equals("event")) {
        name = value(line);
      } else if (field.equals("data")) {
        data.append(value(line)).append('\n');
      }
      if (data.length() > MAX_EVENT_BYTES) {
        throw new NotHttpException("an event that is too long");
      }
    }
    return null;
  }

  /** A line, which ends with LF, CR LF or CR. */
  private @Nullable String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    int next = body.read();
    if (next == '\n' && afterCr) {
      next = body.read();
    }
    for (; next != '\n' && next != '\r'; next = body.read()) {
      if (next < 0) {
        return null;
      }
      if (line.size() == MAX_EVENT_BYTES) {
        throw new NotHttpException("a line that is too long");
      }
      line.write(next);
    }
    afterCr = next == '\r';
    String text = line.toString(StandardCharsets.UTF_8);
    boolean marked = first && text.startsWith(BYTE_ORDER_MARK);
    first = false;
    return marked ? text.substring(1) : text;
  }

  private static String field(String line) {
    int colon = line.indexOf(':');
    return colon < 0 ? line : line.substring(0, colon);
  }

  private static String value(String line) {
    int start = line.indexOf(':') + 1;
    if (start == 0) {
      return "";
    }
    return line.substring(line.startsWith(" ", start) ? start + 1 : start);
  }
}
