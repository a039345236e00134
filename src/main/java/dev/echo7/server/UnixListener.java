package dev.echo7.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A listening Unix socket with a file: the file goes with it, and no other does.
 *
 * <p>Netty deletes whatever has the socket's path when it closes one. If another server has put its
 * own there meanwhile, that is moved aside for the moment.
 */
final class UnixListener implements Listener {
  private final StreamListener listener;
  private final Path path;
  private final FileState own;

  /** Takes note of the file that the socket was just given. */
  UnixListener(StreamListener listener, Path path) {
    this.listener = listener;
    this.path = path;
    this.own = FileState.of(path);
  }

  @Override
  public int port() {
    return 0;
  }

  @Override
  public boolean isOpen() {
    return listener.isOpen();
  }

  @Override
  public void poll() {
    listener.poll();
  }

  @Override
  public void close() {
    try {
      if (FileState.of(path).isSameFileAs(own)) {
        listener.close();
        Files.deleteIfExists(path);
      } else {
        closeBesideAnother();
      }
    } catch (IOException e) {
      // The socket is closed; a file that nobody listens on is replaced by the next server.
    }
  }

  private void closeBesideAnother() throws IOException {
    Path aside = path.resolveSibling(path.getFileName() + ".keep-" + ProcessHandle.current().pid());
    boolean theirs = Files.exists(path);
    if (theirs) {
      Files.move(path, aside, StandardCopyOption.ATOMIC_MOVE);
    }
    listener.close();
    if (theirs) {
      Files.move(aside, path, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  @Override
  public String toString() {
    return listener.toString();
  }
}
