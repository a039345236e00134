package dev.echo7.client;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * An echo server on 127.0.0.1 that serves any number of clients, and lies in one known way: what it
 * sends in the place of what came is decided by a {@link Lie}.
 */
public final class LyingPeer implements AutoCloseable {

  /** What goes out for what came in. */
  public interface Lie {
    /**
     * Makes up an answer.
     *
     * @param connection from 0 on
     * @param offset of the bytes in their stream
     * @return null to end the connection
     */
    byte @Nullable [] answer(int connection, long offset, byte[] bytes);
  }

  /** What a UDP server sends, and from which of its two sockets. */
  public interface DatagramLie {
    void answer(int number, DatagramPacket packet, DatagramSocket asked, DatagramSocket other)
        throws IOException;
  }

  private final Closeable listener;
  private final int port;
  private final List<Socket> clients = new CopyOnWriteArrayList<>();

  private LyingPeer(Closeable listener, int port) {
    this.listener = listener;
    this.port = port;
  }

  public static LyingPeer tcp(Lie lie) throws IOException {
    ServerSocket listener = new ServerSocket(0, 200, loopback());
    LyingPeer peer = new LyingPeer(listener, listener.getLocalPort());
    Thread.ofVirtual().start(() -> peer.accept(listener, lie));
    return peer;
  }

  public static LyingPeer udp(DatagramLie lie) throws IOException {
    DatagramSocket socket = new DatagramSocket(0, loopback());
    socket.setReceiveBufferSize(4 << 20);
    LyingPeer peer = new LyingPeer(socket, socket.getLocalPort());
    Thread.ofVirtual().start(() -> answer(socket, lie));
    return peer;
  }

  private static InetAddress loopback() {
    return InetAddress.ofLiteral("127.0.0.1");
  }

  public int port() {
    return port;
  }

  private void accept(ServerSocket from, Lie lie) {
    try {
      while (true) {
        Socket client = from.accept();
        clients.add(client);
        int number = clients.size() - 1;
        Thread.ofVirtual().start(() -> serve(client, number, lie));
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  private static void serve(Socket client, int number, Lie lie) {
    byte[] buffer = new byte[16 * 1024];
    try (client) {
      client.setTcpNoDelay(true);
      InputStream in = client.getInputStream();
      OutputStream out = client.getOutputStream();
      long offset = 0;
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        byte[] answer = lie.answer(number, offset, Arrays.copyOf(buffer, count));
        if (answer == null) {
          return;
        }
        out.write(answer);
        offset += count;
      }
    } catch (IOException e) {
      // The client has gone.
    }
  }

  private static void answer(DatagramSocket socket, DatagramLie lie) {
    byte[] buffer = new byte[65_535];
    try (DatagramSocket other = new DatagramSocket(0, loopback())) {
      for (int number = 0; true; number++) {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        lie.answer(number, packet, socket, other);
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket client : clients) {
      client.close();
    }
  }
}
