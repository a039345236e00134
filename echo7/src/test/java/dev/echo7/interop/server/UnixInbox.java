package dev.echo7.interop.server;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainDatagramSocketAddress;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** A bound Unix datagram socket: systemd's, or syslog's, as the server sees it. One thread. */
public final class UnixInbox implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Socket socket;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
  private final List<String> messages = new ArrayList<>();

  private UnixInbox(Socket socket) {
    this.socket = socket;
  }

  /**
   * Binds.
   *
   * @param path a file that does not exist or, after a zero character, an abstract name
   */
  public static UnixInbox at(String path) throws IOException {
    Assumptions.assumeTrue(Epoll.isAvailable(), "no Unix datagram sockets without epoll");
    Socket socket = Socket.newSocketDomainDgram();
    socket.bind(new DomainSocketAddress(path));
    return new UnixInbox(socket);
  }

  /** All that arrived so far. */
  public List<String> messages() throws IOException {
    while (true) {
      buffer.clear();
      DomainDatagramSocketAddress from = socket.recvFromDomainSocket(buffer, 0, buffer.capacity());
      if (from == null) {
        return messages;
      }
      byte[] bytes = new byte[from.receivedAmount()];
      buffer.get(0, bytes);
      messages.add(new String(bytes, StandardCharsets.UTF_8));
    }
  }

  /** Waits for a message; gives the first such. */
  public String await(Predicate<String> wanted) throws IOException {
    return await(0, wanted);
  }

  /** The same, without the first so many messages. */
  public String await(int skipped, Predicate<String> wanted) throws IOException {
    long endNs = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() - endNs < 0) {
      for (String message : messages().stream().skip(skipped).toList()) {
        if (wanted.test(message)) {
          return message;
        }
      }
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
    return Assertions.fail("never came; only " + messages);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
