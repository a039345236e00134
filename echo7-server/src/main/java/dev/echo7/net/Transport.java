package dev.echo7.net;

import java.util.List;
import java.util.Locale;

/** What carries the bytes between a client and a server. */
public enum Transport {
  /** A TCP connection (RFC 9293). */
  TCP,
  /** TLS 1.2 or 1.3 on a TCP connection (RFC 8446). */
  TLS,
  /** UDP datagrams (RFC 768). */
  UDP,
  /** A Unix stream socket (unix(7)). */
  UNIX;

  /** Those that carry connections: all but UDP. */
  public static final List<Transport> OF_CONNECTIONS = List.of(TCP, TLS, UNIX);

  private final String text = name().toLowerCase(Locale.ROOT);

  /** The name in messages, logs and metrics: {@code tcp}. */
  @Override
  public String toString() {
    return text;
  }
}
