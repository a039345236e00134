package dev.echo7.events;

/** Why a connection was rejected before it began. The text is for people. */
public enum Rejection {
  /** Its source is not in a network from which PROXY headers are believed. */
  UNTRUSTED_PROXY("not from a trusted proxy (--proxy-from)"),
  /** Its first bytes do not begin a PROXY header. */
  NO_PROXY_HEADER("no PROXY header"),
  /** It begins one and does not go on as the specification says. */
  BROKEN_PROXY_HEADER("invalid PROXY header"),
  /** The header is longer than we admit. */
  PROXY_HEADER_TOO_LONG("PROXY header too long"),
  /** The header was not complete in time. */
  PROXY_HEADER_TOO_LATE("PROXY header timeout"),
  /** The peer ended the connection before the header was complete. */
  ENDED_BEFORE_PROXY_HEADER("closed before its PROXY header was complete"),
  /** Its first bytes are no TLS record. */
  NOT_TLS("not TLS"),
  /** The TLS handshake was not finished in time. */
  TLS_HANDSHAKE_TOO_LATE("TLS handshake timeout"),
  /** It has no certificate, or none from an authority that we trust. */
  TLS_CLIENT_CERTIFICATE("no client certificate from a trusted CA (--tls-client-ca)"),
  /** No version or cipher in common, or the peer did not accept our certificate. */
  TLS_HANDSHAKE_FAILED("TLS handshake failed"),
  /** The peer ended the connection before the TLS handshake was finished. */
  ENDED_BEFORE_TLS("closed before its TLS handshake was complete"),
  /** Its source has as many connections open as it may have. */
  TOO_MANY_FROM_SOURCE("too many connections from this source (--max-connections-per-source)"),
  /** Its source has opened as many connections in this second as it may. */
  TOO_FAST_FROM_SOURCE("too many new connections from this source (--connection-rate)"),
  /** This machine could not set the connection up: epoll refused its socket, or memory ran out. */
  SET_UP_FAILED("setup failed on this machine");

  private final String text;

  Rejection(String text) {
    this.text = text;
  }

  /** A stable word for machines: {@code no-proxy-header}. */
  public String code() {
    return ReasonCode.of(this);
  }

  /** {@code no PROXY header}. */
  @Override
  public String toString() {
    return text;
  }
}
