package dev.echo7.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client of a test: a plain blocking socket with a deadline on every read. */
final class TestClient implements AutoCloseable {
  private static final int DEADLINE_MS = 20_000;

  private final Socket socket;

  private TestClient(Socket socket) {
    this.socket = socket;
  }

  static TestClient connect(EchoServer server) throws IOException {
    return connect(InetAddress.ofLiteral("127.0.0.1"), server.port());
  }

  static TestClient connect(InetAddress address, int port) throws IOException {
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress(address, port), DEADLINE_MS);
    socket.setSoTimeout(DEADLINE_MS);
    socket.setTcpNoDelay(true);
    return new TestClient(socket);
  }

  /** With as small a window as the system allows, so that a server's output soon has no room. */
  static TestClient connectWithSmallWindow(EchoServer server) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4_096);
    socket.connect(
        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), server.port()), DEADLINE_MS);
    socket.setSoTimeout(DEADLINE_MS);
    return new TestClient(socket);
  }

  Socket socket() {
    return socket;
  }

  OutputStream out() throws IOException {
    return socket.getOutputStream();
  }

  InputStream in() throws IOException {
    return socket.getInputStream();
  }

  void send(byte[] bytes) throws IOException {
    out().write(bytes);
  }

  void send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  byte[] receive(int count) throws IOException {
    return in().readNBytes(count);
  }

  String receiveText(int count) throws IOException {
    return new String(receive(count), StandardCharsets.ISO_8859_1);
  }

  void halfClose() throws IOException {
    socket.shutdownOutput();
  }

  /** Ends the connection by RST. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
