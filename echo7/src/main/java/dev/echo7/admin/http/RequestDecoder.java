package dev.echo7.admin.http;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;
import java.util.regex.Pattern;

/** Netty's request decoder, made stricter where it accepts more than RFC 9112 allows. */
public final class RequestDecoder extends HttpRequestDecoder {
  /** A request line and headers, together 8 KiB. */
  private static final int MAX_LINE_BYTES = 4_096;

  private static final int MAX_HEADERS_BYTES = 4_096;

  /** The HTTP version: case-sensitive, one digit each (RFC 9112, section 2.3). */
  private static final Pattern VERSION = Pattern.compile("HTTP/[0-9]\\.[0-9]");

  private static final AsciiString DRAFT_KEY = AsciiString.cached("Sec-WebSocket-Key1");
  private static final AsciiString KEY = AsciiString.cached("Sec-WebSocket-Key");

  public RequestDecoder() {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(MAX_LINE_BYTES)
            .setMaxHeaderSize(MAX_HEADERS_BYTES));
  }

  @Override
  protected HttpMessage createMessage(String[] line) throws Exception {
    String version = line[2];
    if (!VERSION.matcher(version).matches()) {
      throw new BadRequestException("this is not HTTP/1.1");
    }
    if (!version.startsWith("HTTP/1.")) {
      throw new BadRequestException(
          HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED,
          version + " is not supported; use HTTP/1.1");
    }
    return super.createMessage(line);
  }

  /**
   * Netty assumes a body of 8 bytes if a request has both keys of the WebSocket draft of 2010; here
   * the Upgrade is ignored.
   */
  @Override
  protected AsciiString splitHeaderName(byte[] line, int start, int length) {
    AsciiString name = super.splitHeaderName(line, start, length);
    return name.contentEqualsIgnoreCase(DRAFT_KEY) ? KEY : name;
  }
}
