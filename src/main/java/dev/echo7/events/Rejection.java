package dev.echo7.events;

/** Why a connection was turned away before it began; the text is what people read. */
public enum Rejection {
  /** Its source is not in a network from which PROXY headers are believed. */
  UNTRUSTED_PROXY("not from a trusted proxy (--proxy-from)"),
  /** Its first bytes do not begin a PROXY header. */
  NO_PROXY_HEADER("no PROXY header"),
  /** It begins one and does not go on as the specification says. */
  BROKEN_PROXY_HEADER("broken PROXY header"),
  /** The header is longer than we admit. */
  PROXY_HEADER_TOO_LONG("PROXY header too long"),
  /** The header was not complete in time. */
  PROXY_HEADER_TOO_LATE("PROXY header too late"),
  /** The peer ended the connection before the header was complete. */
  ENDED_BEFORE_PROXY_HEADER("ended before its PROXY header was complete");

  private final String text;

  Rejection(String text) {
    this.text = text;
  }

  /** {@code no PROXY header}. */
  @Override
  public String toString() {
    return text;
  }
}
