package dev.echo7.admin.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * An HTTP/1.1 client that says exactly what it is told to, over TCP or a Unix socket: the JDK's
 * sends no Host or Origin of one's choice, and knows no Unix sockets.
 */
public final class HttpPeer implements AutoCloseable {

  /**
   * What came back.
   *
   * @param headers by name in lower case
   */
  public record Response(int status, Map<String, String> headers, String body) {
    public String header(String name) {
      return headers.getOrDefault(name, "");
    }

    public String type() {
      return header("content-type").replaceFirst(";.*", "");
    }
  }

  private final SocketChannel channel;
  private final InputStream in;

  private HttpPeer(SocketAddress address) throws IOException {
    channel =
        address instanceof UnixDomainSocketAddress
            ? SocketChannel.open(StandardProtocolFamily.UNIX)
            : SocketChannel.open();
    channel.connect(address);
    if (!(address instanceof UnixDomainSocketAddress)) {
      // Each piece in a segment of its own.
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }
    in = new BufferedInputStream(Channels.newInputStream(channel));
  }

  public static HttpPeer unix(Path path) throws IOException {
    return new HttpPeer(UnixDomainSocketAddress.of(path));
  }

  public static HttpPeer tcp(int port) throws IOException {
    return new HttpPeer(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  /** Sends these characters and nothing else. */
  public HttpPeer send(String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    return this;
  }

  /** Sends our FIN; responses can still be read. */
  HttpPeer end() throws IOException {
    channel.shutdownOutput();
    return this;
  }

  /** A request without a body. */
  public Response ask(String method, String path, String... headers) throws IOException {
    StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
    if (String.join("", headers).indexOf("Host:") < 0) {
      request.append("Host: localhost\r\n");
    }
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    send(request.append("\r\n").toString());
    return response(method.equals("HEAD"));
  }

  public Response response() throws IOException {
    return response(false);
  }

  /** The next response; one to HEAD has no body, whatever its headers say. */
  public Response response(boolean head) throws IOException {
    String[] status = line().split(" ", 3);
    if (status.length < 2) {
      throw new EOFException("no answer");
    }
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      String[] parts = line.split(": ?", 2);
      headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1]);
    }
    int code = Integer.parseInt(status[1]);
    boolean stream = "text/event-stream".equals(headers.get("content-type"));
    boolean empty = head || code / 100 == 1 || code == 204 || code == 304 || stream;
    return new Response(code, headers, empty ? "" : body(headers));
  }

  private String body(Map<String, String> headers) throws IOException {
    if (!headers.containsKey("transfer-encoding") && !headers.containsKey("content-length")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    if (!headers.containsKey("transfer-encoding")) {
      int length = Integer.parseInt(Objects.requireNonNull(headers.get("content-length")));
      return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] chunk = chunk(); chunk.length > 0; chunk = chunk()) {
      all.writeBytes(chunk);
    }
    return all.toString(StandardCharsets.UTF_8);
  }

  /** The next chunk of a response that comes in chunks; empty at its end. */
  private byte[] chunk() throws IOException {
    byte[] chunk = in.readNBytes(Integer.parseInt(line(), 16));
    line();
    return chunk;
  }

  /** An event of a stream of them: its name, and its data in one line. */
  public record Event(String name, String data) {}

  /** Waits for the next event of this name, over all others. */
  public Event event(String name) throws IOException {
    Event event = anyEvent();
    while (!event.name().equals(name)) {
      event = anyEvent();
    }
    return event;
  }

  /** Waits for the next event; comments are none. */
  public Event anyEvent() throws IOException {
    while (true) {
      String text = new String(chunk(), StandardCharsets.UTF_8);
      if (text.isEmpty()) {
        throw new EOFException("the stream has ended");
      }
      String[] lines = text.split("\n", -1);
      if (lines[0].startsWith("event: ")) {
        return new Event(
            lines[0].substring("event: ".length()), lines[1].substring("data: ".length()));
      }
    }
  }

  /** Reads until the other side ends the connection. */
  String rest() throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  /** Whether the other side has ended it, or cut it; waits for that. */
  public boolean isEnded() {
    try {
      while (in.read() >= 0) {
        // what was still on its way
      }
      return true;
    } catch (IOException e) {
      return true;
    }
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      line.write(next);
    }
    return line.toString(StandardCharsets.ISO_8859_1).replace("\r", "");
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
