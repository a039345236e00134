package dev.echo7.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** A client of a test: blocking streams over a socket of any kind. */
public final class TestClient implements AutoCloseable {
  private static final int DEADLINE_MS = 20_000;

  private interface Action {
    void run() throws IOException;
  }

  private final InputStream in;
  private final OutputStream out;
  private final Action halfClose;
  private final Action reset;
  private final Action close;

  private TestClient(
      InputStream in, OutputStream out, Action halfClose, Action reset, Action close) {
    this.in = in;
    this.out = out;
    this.halfClose = halfClose;
    this.reset = reset;
    this.close = close;
  }

  static TestClient over(Socket socket) throws IOException {
    return over(socket, socket);
  }

  /**
   * @param socket what speaks TLS, or the same as below
   * @param below the TCP socket
   */
  static TestClient over(Socket socket, Socket below) throws IOException {
    return new TestClient(
        socket.getInputStream(),
        socket.getOutputStream(),
        socket::shutdownOutput,
        () -> {
          below.setSoLinger(true, 0);
          below.close();
        },
        socket::close);
  }

  static TestClient over(SocketChannel channel) {
    return new TestClient(
        Channels.newInputStream(channel),
        Channels.newOutputStream(channel),
        channel::shutdownOutput,
        channel::close,
        channel::close);
  }

  public static TestClient connect(EchoServer server) throws IOException {
    return connect(InetAddress.ofLiteral("127.0.0.1"), server.port());
  }

  public static TestClient connect(InetAddress address, int port) throws IOException {
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress(address, port), DEADLINE_MS);
    socket.setSoTimeout(DEADLINE_MS);
    socket.setTcpNoDelay(true);
    return over(socket);
  }

  public OutputStream out() {
    return out;
  }

  public InputStream in() {
    return in;
  }

  public void send(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  public void send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Sends without reading until somebody ends the connection. */
  public void sendForever() {
    try {
      byte[] bytes = new byte[16 * 1024];
      while (true) {
        send(bytes);
      }
    } catch (IOException e) {
      // As meant.
    }
  }

  public byte[] receive(int count) throws IOException {
    return in.readNBytes(count);
  }

  public String receiveText(int count) throws IOException {
    return new String(receive(count), StandardCharsets.ISO_8859_1);
  }

  public void halfClose() throws IOException {
    halfClose.run();
  }

  /** Ends the connection by RST, where there is such a thing. */
  public void reset() throws IOException {
    reset.run();
  }

  @Override
  public void close() throws IOException {
    close.run();
  }
}
