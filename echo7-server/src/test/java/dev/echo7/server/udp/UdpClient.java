package dev.echo7.server.udp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A client of a test that insists on replies from where it sent to. Not connected, since the JDK
 * sends no empty datagram over a connected socket.
 */
final class UdpClient implements AutoCloseable {
  private static final int DEADLINE_MS = 10_000;
  private static final int ANY_BYTES = 65_535;

  private final DatagramSocket socket;
  private InetSocketAddress server;

  private UdpClient(DatagramSocket socket, InetSocketAddress server) {
    this.socket = socket;
    this.server = server;
  }

  static UdpClient to(String address, int port) throws IOException {
    return between(null, 0, address, port);
  }

  /** From an address (null for any) and a port (0 for any). */
  static UdpClient between(@Nullable String from, int fromPort, String address, int port)
      throws IOException {
    InetSocketAddress source =
        from == null
            ? new InetSocketAddress(fromPort)
            : new InetSocketAddress(InetAddress.ofLiteral(from), fromPort);
    DatagramSocket socket = new DatagramSocket(source);
    socket.setReceiveBufferSize(4 << 20);
    socket.setSendBufferSize(1 << 20);
    socket.setSoTimeout(DEADLINE_MS);
    return new UdpClient(socket, new InetSocketAddress(InetAddress.ofLiteral(address), port));
  }

  int port() {
    return socket.getLocalPort();
  }

  /** Another server at the same address, from the same socket, is the one from now on. */
  void turnTo(int port) {
    server = new InetSocketAddress(server.getAddress(), port);
  }

  void send(byte... payload) throws IOException {
    socket.send(new DatagramPacket(payload, payload.length, server));
  }

  byte[] receive() throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[ANY_BYTES], ANY_BYTES);
    socket.receive(packet);
    assertEquals(server, packet.getSocketAddress());
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }

  void assertEchoes(byte... payload) throws IOException {
    send(payload);
    assertArrayEquals(payload, receive());
  }

  /** Whether nothing is there now; what was sent before has been handled, as counts have shown. */
  void assertNothingCame() throws IOException {
    socket.setSoTimeout(1);
    try {
      assertEquals("nothing", Arrays.toString(receive()));
    } catch (SocketTimeoutException e) {
      socket.setSoTimeout(DEADLINE_MS);
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
