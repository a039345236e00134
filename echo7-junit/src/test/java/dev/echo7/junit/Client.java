package dev.echo7.junit;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.function.Executable;

/** What a test needs of a plain client. */
final class Client {
  static final Duration DEADLINE = Duration.ofSeconds(20);

  private static final int DEADLINE_MS = (int) DEADLINE.toMillis();

  private Client() {}

  static Socket connect(EchoPeer peer) throws IOException {
    Socket socket = new Socket();
    socket.setSoTimeout(DEADLINE_MS);
    socket.connect(peer.address(), DEADLINE_MS);
    return socket;
  }

  /** Sends bytes, and reads as many. */
  static byte[] echo(Socket socket, byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return socket.getInputStream().readNBytes(bytes.length);
  }

  /** Fails unless something is thrown; its message. */
  static String message(Class<? extends Throwable> type, Executable code) {
    return String.valueOf(assertThrows(type, code).getMessage());
  }

  static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }
}
