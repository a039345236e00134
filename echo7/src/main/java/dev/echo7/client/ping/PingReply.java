package dev.echo7.client.ping;

import org.jspecify.annotations.Nullable;

/**
 * An echo that is right.
 *
 * @param sequence of the probe, from 1
 * @param bytes of it
 * @param intendedNs when the probe was due
 * @param sentNs when it went out
 * @param receivedNs when its echo was there
 * @param steps how its connection was made, if that is its own; null for the one that is kept
 */
public record PingReply(
    long sequence,
    int bytes,
    long intendedNs,
    long sentNs,
    long receivedNs,
    @Nullable Steps steps) {

  /**
   * What a new connection takes before its first echo.
   *
   * @param resolveNs the name
   * @param connectNs the connection
   * @param tlsNs the handshake; 0 without TLS
   * @param echoNs the echo
   */
  public record Steps(long resolveNs, long connectNs, long tlsNs, long echoNs) {
    /** From the name to the echo. */
    public long totalNs() {
      return resolveNs + connectNs + tlsNs + echoNs;
    }
  }

  /** From when it went out, or its connection was begun, to when its echo was there. */
  public long serviceNs() {
    return receivedNs - sentNs;
  }

  /** From when it was due. */
  public long responseNs() {
    return receivedNs - intendedNs;
  }
}
