package dev.echo7.server.unix;

import dev.echo7.net.file.SocketFile;
import dev.echo7.server.listen.Listener;
import dev.echo7.server.listen.StreamListener;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A listening Unix socket with a file, which is removed when it closes; no other file is. */
public final class UnixListener implements Listener {
  private final StreamListener listener;
  private final SocketFile file;

  /** Takes a socket whose file is already in its place. */
  public UnixListener(StreamListener listener, SocketFile file) {
    this.listener = listener;
    this.file = file;
  }

  @Override
  public @Nullable InetSocketAddress address() {
    return null;
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
    file.close();
    listener.close();
  }

  @Override
  public String toString() {
    return listener.toString();
  }
}
