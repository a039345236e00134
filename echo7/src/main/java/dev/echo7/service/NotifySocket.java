package dev.echo7.service;

import dev.echo7.net.posix.UnixPathLength;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The socket of a service manager, in the protocol of sd_notify(3): each message is a datagram of
 * {@code NAME=VALUE} lines.
 *
 * <p>Linux only: the JDK has no Unix datagrams, and Netty has them for epoll only. Any thread.
 */
public final class NotifySocket implements AutoCloseable {
  private static final int ATTEMPTS = 100;
  private static final long NEXT_ATTEMPT_NS = TimeUnit.MILLISECONDS.toNanos(10);

  private final Socket socket;
  private final byte[] path;

  private NotifySocket(Socket socket, byte[] path) {
    this.socket = socket;
    this.path = path;
  }

  /**
   * Opens it.
   *
   * @param address an absolute path or, after {@code @}, a name of the abstract namespace
   * @throws IOException if it is neither, or this machine cannot send to such a socket
   */
  public static NotifySocket open(String address) throws IOException {
    byte[] path = address.getBytes(StandardCharsets.UTF_8);
    if (path.length < 2 || (path[0] != '/' && path[0] != '@')) {
      throw new IOException("neither an absolute path nor @NAME");
    }
    if (path.length > UnixPathLength.MAX_BYTES) {
      throw new IOException(
          "path too long: a socket path has at most " + UnixPathLength.MAX_BYTES + " bytes");
    }
    if (!Epoll.isAvailable()) {
      throw new IOException("Netty's native epoll library cannot be loaded");
    }
    if (path[0] == '@') {
      path[0] = 0;
    }
    return new NotifySocket(Socket.newSocketDomainDgram(), path);
  }

  /**
   * Sends without blocking; drops the message if there is no room. For event loops too.
   *
   * @return whether it was sent
   * @throws IOException if no service manager is there
   */
  public boolean offer(String state) throws IOException {
    byte[] bytes = state.getBytes(StandardCharsets.UTF_8);
    ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes);
    return socket.sendToDomainSocket(direct, 0, bytes.length, path) > 0;
  }

  /**
   * Sends; waits up to a second for room.
   *
   * @throws IOException if no service manager is there, or it does not read
   */
  public void send(String state) throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (offer(state)) {
        return;
      }
      LockSupport.parkNanos(NEXT_ATTEMPT_NS);
    }
    throw new IOException("it does not accept messages");
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
