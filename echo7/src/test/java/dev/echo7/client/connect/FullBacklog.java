package dev.echo7.client.connect;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** A listener whose queue is full: Linux drops further SYNs, so that a client hears nothing. */
public record FullBacklog(ServerSocket listener, List<SocketChannel> queued)
    implements AutoCloseable {

  public static FullBacklog open() throws IOException {
    ServerSocket listener = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
    List<SocketChannel> queued = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      SocketChannel channel = SocketChannel.open();
      channel.configureBlocking(false);
      channel.connect(listener.getLocalSocketAddress());
      queued.add(channel);
    }
    return new FullBacklog(listener, queued);
  }

  public InetSocketAddress address() {
    return (InetSocketAddress) listener.getLocalSocketAddress();
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel channel : queued) {
      channel.close();
    }
    listener.close();
  }
}
