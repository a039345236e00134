package dev.echo7.ctl;

import dev.echo7.client.connect.EchoSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One connection to an HTTP/1.1 server (RFC 9112), one request after the other, without bodies:
 * only what echoctl needs. The JDK's own client does not support Unix sockets. One thread.
 */
final class HttpConnection implements AutoCloseable {
  private final EchoSession session;
  private final String authority;
  private final HttpInput input;

  /**
   * @param session an open connection, closed together with this one
   * @param authority for the Host field
   * @param silence how long the server may send nothing while a response is awaited
   */
  HttpConnection(EchoSession session, String authority, Duration silence) {
    this.session = session;
    this.authority = authority;
    this.input = new HttpInput(session, silence);
  }

  /**
   * Sends a request and reads the head of the response; the body of the one before must have been
   * read.
   *
   * @param token for the Authorization field; null for none
   */
  HttpResponse send(String method, String target, @Nullable String token) throws IOException {
    String head =
        method
            + (" " + target + " HTTP/1.1\r\nHost: " + authority + "\r\nUser-Agent: echoctl\r\n")
            + "Accept-Encoding: identity\r\n"
            + (token == null ? "" : "Authorization: Bearer " + token + "\r\n")
            + (method.equals("GET") ? "\r\n" : "Content-Length: 0\r\n\r\n");
    input.begin();
    try {
      session.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw input.explain(e);
    }
    return HttpResponse.read(input);
  }

  /**
   * Whether the connection ended before the first byte of a response, so that the request was
   * probably not read.
   */
  boolean endedUnanswered() {
    return !input.hasBegun() && !input.hasExpired();
  }

  /** Whether no bytes have come after the response. */
  boolean isQuiet() {
    return input.isDrained();
  }

  /** Ends the wait for the server, until the next request. */
  void rest() {
    input.rest();
  }

  @Override
  public void close() throws IOException {
    input.close();
    session.close();
  }
}
