package dev.echo7.server.listen;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** What a server opens to listen on one address; implementations differ in what they accept. */
public interface Listener {

  /** The bound address, with the port that the kernel chose for 0; null for a Unix socket. */
  @Nullable InetSocketAddress address();

  /** Whether its socket is usable. */
  boolean isOpen();

  /** Accepts connections that the transport may have missed. Does not block. */
  void poll();

  /** Stops listening; returns when nobody can connect any more. Open connections continue. */
  void close();

  /** Transport and address, as the console shows them: {@code tcp [::]:5000}. */
  @Override
  String toString();
}
