package dev.echo7.verify;

/** Chooses how a connection is verified. */
public final class Verifiers {
  private Verifiers() {}

  /**
   * Makes the verifier of a connection.
   *
   * @param datagrams whether each read is one datagram, rather than a piece of a stream
   * @param frame the frames of the run
   * @param connection the number in the frames of this connection
   * @param inFlight the sent frames, recorded by the sender
   * @param memory how many frames back a late or repeated arrival is recognised; 64 at least
   */
  public static Verifier of(
      boolean datagrams,
      Frame frame,
      int connection,
      InFlight inFlight,
      int memory,
      FrameListener listener) {
    return datagrams
        ? new DatagramVerifier(frame, connection, inFlight, memory, listener)
        : new StreamVerifier(frame, connection, inFlight, memory, listener);
  }
}
