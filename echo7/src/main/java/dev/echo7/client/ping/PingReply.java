package dev.echo7.client.ping;

import org.jspecify.annotations.Nullable;

/**
 * An intact echo.
 *
 * @param sequence of the probe, from 1
 * @param bytes the size of the probe
 * @param intendedNs when the probe was due
 * @param sentNs when it was sent
 * @param receivedNs when its echo came
 * @param steps the times of its own connection; null if the connection is kept
 */
public record PingReply(
    long sequence,
    int bytes,
    long intendedNs,
    long sentNs,
    long receivedNs,
    @Nullable Steps steps) {

  /**
   * How long each step of a new connection took, up to its first echo.
   *
   * @param resolveNs resolving the name
   * @param connectNs connecting
   * @param tlsNs the TLS handshake; 0 without TLS
   * @param echoNs the echo
   */
  public record Steps(long resolveNs, long connectNs, long tlsNs, long echoNs) {
    /** All of them together. */
    public long sumNs() {
      return resolveNs + connectNs + tlsNs + echoNs;
    }
  }

  /** From the send to the echo; of a connection of its own, the time of all its steps. */
  public long serviceNs() {
    return receivedNs - sentNs;
  }

  /** From the time at which the probe was due to the echo. */
  public long responseNs() {
    return receivedNs - intendedNs;
  }
}
