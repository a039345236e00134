package dev.echo7.server.listen;

/** Something that a server listens on: the sibling implementations differ in what they accept. */
public interface Listener {

  /** The port, with the one that the kernel chose if that was left to it; 0 where there is none. */
  int port();

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
