import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;

/** The JDK's echo as everybody writes it: a virtual thread a connection, which blocks. */
final class VirtualThreadEcho {
  private static void echo(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      socket.getInputStream().transferTo(socket.getOutputStream());
    } catch (IOException e) {
      // The peer has gone: so does its thread.
    }
  }

  public static void main(String[] arguments) throws IOException {
    try (ServerSocket listener = new ServerSocket(Integer.parseInt(arguments[0]), 4096)) {
      while (true) {
        Socket socket = listener.accept();
        Thread.ofVirtual().start(() -> echo(socket));
      }
    }
  }
}
