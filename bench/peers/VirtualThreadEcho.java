import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** The JDK's echo: a virtual thread a connection, which blocks. */
final class VirtualThreadEcho {
  private static void echo(SocketChannel socket) {
    try (socket) {
      socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
      ByteBuffer bytes = ByteBuffer.allocateDirect(65536);
      while (socket.read(bytes) >= 0) {
        bytes.flip();
        while (bytes.hasRemaining()) {
          socket.write(bytes);
        }
        bytes.clear();
      }
    } catch (IOException e) {
      // The peer has gone: so does its thread.
    }
  }

  public static void main(String[] arguments) throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open();
    listener.bind(new InetSocketAddress("0.0.0.0", Integer.parseInt(arguments[0])), 4096);
    while (true) {
      SocketChannel socket = listener.accept();
      Thread.ofVirtual().start(() -> echo(socket));
    }
  }
}
