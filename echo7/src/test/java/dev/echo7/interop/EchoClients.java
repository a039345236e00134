package dev.echo7.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Clients of an echo server on this machine, each an open connection. */
public final class EchoClients implements AutoCloseable {
  private final List<SocketChannel> channels = new ArrayList<>();
  private final int port;

  public EchoClients(int port) {
    this.port = port;
  }

  /** One more; blocking. */
  public Socket connect() throws IOException {
    SocketChannel channel =
        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    channels.add(channel);
    Socket socket = channel.socket();
    socket.setSoTimeout((int) Program.PATIENCE.toMillis());
    return socket;
  }

  /** Says something, and hears it back. */
  public static void echo(Socket client, String words) throws IOException {
    byte[] sent = words.getBytes(StandardCharsets.UTF_8);
    client.getOutputStream().write(sent);
    byte[] back = client.getInputStream().readNBytes(sent.length);
    assertEquals(words, new String(back, StandardCharsets.UTF_8));
  }

  /** One more that sends all that goes in and reads no echo, so that the server owes it some. */
  public void stuck() throws IOException {
    SocketChannel channel = connect().getChannel();
    channel.configureBlocking(false);
    int refusals = 0;
    while (refusals < 20) {
      boolean taken = channel.write(ByteBuffer.allocate(65_536)) > 0;
      refusals = taken ? 0 : refusals + 1;
      LockSupport.parkNanos(taken ? 0 : 10_000_000);
    }
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel channel : channels) {
      channel.close();
    }
  }
}
