package dev.echo7.events;

/** Why a connection ended. The text is stable: logs and metrics print it. */
public enum CloseReason {
  /** The peer ended it, and got its whole echo. */
  PEER_CLOSED("peer-closed"),
  /** The peer broke it off: RST, or no longer there when we wrote. */
  RESET("reset"),
  /** The network gave it up: the peer no longer answers, or is unreachable. */
  LOST("lost"),
  /** Nothing moved in either direction for longer than allowed. */
  IDLE("idle"),
  /** It was open for as long as is allowed. */
  LIFETIME("lifetime"),
  /** It has echoed as many bytes as are allowed. */
  LIMIT("limit"),
  /** The server stops, and the peer got its whole echo. */
  DRAIN("drain"),
  /** The server stops, and the grace period is over. */
  CUT("cut"),
  /** An operator ended it. */
  KILLED("killed"),
  /** Peers that do not read filled the memory for pending output, and it was one of them. */
  MEMORY("memory"),
  /** An injected fault ended it. */
  FAULT("fault"),
  /** The peer broke the rules of TLS after the handshake, or said that we did. */
  TLS_ERROR("tls-error"),
  /** We could not go on: no memory for a read, or a defect. */
  ERROR("error");

  private final String text;

  CloseReason(String text) {
    this.text = text;
  }

  /** {@code peer-closed}. */
  @Override
  public String toString() {
    return text;
  }
}
