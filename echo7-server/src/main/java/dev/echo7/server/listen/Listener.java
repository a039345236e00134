package dev.echo7.server.listen;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Something that a server listens on: the sibling implementations differ in what they accept. */
public interface Listener {

  /** The bound address, with the port that the kernel chose for 0; null for a Unix socket. */
  @Nullable InetSocketAddress address();

  /** Whether its socket works. */
  boolean isOpen();

  /** Accepts connections that the transport may have missed. Does not block. */
  void poll();

  /** Stops listening; returns when nobody can connect any more. Connections go on. */
  void close();

  /** Transport and place, as the console shows it: {@code tcp [::]:5000}. */
  @Override
  String toString();
}
