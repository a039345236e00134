package dev.echo7.client.ping;

import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A server whose delays, losses and corruptions are known: for each frame that comes, counted from
 * 1, a schedule says what is sent back, and when.
 */
public final class PingPeer implements Closeable {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  private final Closeable socket;
  private final Endpoint endpoint;
  private int frames;

  /** What to answer. */
  public interface Schedule {
    Answer on(int number, byte[] frame, SocketAddress from);
  }

  /**
   * An answer.
   *
   * @param delayMs to wait before it
   * @param parts to send, datagrams or pieces of the stream; none for a loss
   * @param cut whether the connection is closed then
   */
  public record Answer(int delayMs, List<byte[]> parts, boolean cut) {
    public static Answer of(byte[]... parts) {
      return new Answer(0, List.of(parts), false);
    }

    public static Answer after(int delayMs, byte[]... parts) {
      return new Answer(delayMs, List.of(parts), false);
    }

    public static Answer cutting(byte[]... parts) {
      return new Answer(0, List.of(parts), true);
    }
  }

  private PingPeer(Closeable socket, Endpoint endpoint) {
    this.socket = socket;
    this.endpoint = endpoint;
  }

  public Endpoint endpoint() {
    return endpoint;
  }

  public static PingPeer tcp(int frameBytes, Schedule schedule) throws IOException {
    ServerSocket listener = new ServerSocket(0, 500, LOOPBACK);
    PingPeer peer =
        new PingPeer(
            listener, new Endpoint.Tcp(new HostPort("127.0.0.1", listener.getLocalPort())));
    Thread.ofVirtual().start(() -> peer.accept(listener, frameBytes, schedule));
    return peer;
  }

  private void accept(ServerSocket listener, int frameBytes, Schedule schedule) {
    try {
      while (true) {
        Socket client = listener.accept();
        client.setTcpNoDelay(true);
        Thread.ofVirtual().start(() -> serve(client, frameBytes, schedule));
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  private void serve(Socket client, int frameBytes, Schedule schedule) {
    try (client) {
      InputStream in = client.getInputStream();
      for (byte[] frame = in.readNBytes(frameBytes);
          frame.length == frameBytes;
          frame = in.readNBytes(frameBytes)) {
        Answer answer = schedule.on(next(), frame, client.getRemoteSocketAddress());
        await(System.nanoTime() + answer.delayMs() * 1_000_000L);
        for (byte[] part : answer.parts()) {
          client.getOutputStream().write(part);
        }
        if (answer.cut()) {
          return;
        }
      }
    } catch (IOException e) {
      // The client has gone.
    }
  }

  public static PingPeer udp(Schedule schedule) throws IOException {
    DatagramSocket socket = new DatagramSocket(0, LOOPBACK);
    PingPeer peer =
        new PingPeer(socket, new Endpoint.Udp(new HostPort("127.0.0.1", socket.getLocalPort())));
    Thread.ofVirtual().start(() -> peer.serve(socket, schedule));
    return peer;
  }

  private void serve(DatagramSocket socket, Schedule schedule) {
    try {
      while (true) {
        DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        socket.receive(packet);
        byte[] frame = Arrays.copyOf(packet.getData(), packet.getLength());
        Answer answer = schedule.on(next(), frame, packet.getSocketAddress());
        // What is due at once goes in the order in which it came, whatever threads there are.
        if (answer.delayMs() == 0) {
          send(socket, answer, packet.getSocketAddress());
        } else {
          Thread.ofVirtual().start(() -> send(socket, answer, packet.getSocketAddress()));
        }
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  private static void send(DatagramSocket socket, Answer answer, SocketAddress to) {
    await(System.nanoTime() + answer.delayMs() * 1_000_000L);
    try {
      for (byte[] part : answer.parts()) {
        socket.send(new DatagramPacket(part, part.length, to));
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  private synchronized int next() {
    return ++frames;
  }

  static void await(long dueNs) {
    for (long leftNs = dueNs - System.nanoTime(); leftNs > 0; leftNs = dueNs - System.nanoTime()) {
      LockSupport.parkNanos(leftNs);
    }
  }

  /** The frame with one byte changed. */
  public static byte[] changed(byte[] frame, int at) {
    byte[] copy = frame.clone();
    copy[at] ^= 0x20;
    return copy;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
