package dev.echo7.verify;

import dev.echo7.net.UdpLimits;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Checks the datagrams that come back to one socket, each a frame. */
final class DatagramVerifier extends Verifier {
  /** How many frames before and after the expected one a damaged datagram is compared with. */
  private static final int REACH = 32;

  DatagramVerifier(
      Frame frame, int connection, InFlight inFlight, int memory, FrameListener listener) {
    super(frame, connection, inFlight, memory, listener);
  }

  @Override
  public int bufferBytes() {
    return UdpLimits.MAX_DATAGRAM;
  }

  @Override
  public void verify(ByteBuffer datagram) {
    int at = datagram.position();
    if (datagram.remaining() == frame.size()) {
      verifyWhole(datagram, at);
    } else {
      wrongSize(datagram, at);
    }
    datagram.position(datagram.limit());
  }

  @Override
  public void end(ByteBuffer rest) {
    window.end(inFlight.next(), losses);
  }

  private void verifyWhole(ByteBuffer datagram, int at) {
    if (!frame.hasHeader()) {
      verifyShort(datagram, at);
    } else if (!frame.isIntact(datagram, at)) {
      damaged(datagram, at);
    } else if (Frame.connection(datagram, at) != connection
        || !wasSent(Frame.sequence(datagram, at))) {
      foreign(datagram, at, Frame.connection(datagram, at));
    } else {
      arrived(Frame.sequence(datagram, at));
    }
  }

  private void verifyShort(ByteBuffer datagram, int at) {
    long sequence = frame.nearest(datagram, at, window.next());
    int from = frame.shortConnection(datagram, at, window.next());
    if (wasSent(sequence) && frame.isFrame(datagram, at, connection, sequence)) {
      arrived(sequence);
    } else if (from >= 0) {
      foreign(datagram, at, from);
    } else {
      damaged(datagram, at);
    }
  }

  private void damaged(ByteBuffer datagram, int at) {
    if (frame.hasHeader() && frame.isOfAnotherRun(datagram, at)) {
      foreign(datagram, at, -1);
    } else {
      differs(Fault.Kind.CORRUPTED, datagram, at, 0);
    }
  }

  private void wrongSize(ByteBuffer datagram, int at) {
    long missing = (long) frame.size() - datagram.remaining();
    differs(
        missing > 0 ? Fault.Kind.TRUNCATED : Fault.Kind.INSERTED, datagram, at, Math.abs(missing));
  }

  /** Compares with the frame that it most likely is, which then does not count as lost. */
  private void differs(Fault.Kind kind, ByteBuffer datagram, int at, long count) {
    byte[] came = new byte[datagram.remaining()];
    datagram.get(at, came);
    long sequence = likelySequence(datagram, at, came);
    byte[] sent = sent(sequence);
    int mismatch = Arrays.mismatch(sent, came);
    int offset = mismatch < 0 ? sent.length : mismatch;
    int windowAt = Math.max(0, offset - Fault.EVIDENCE_BYTES / 2);
    listener.fault(
        new Fault(
            kind,
            connection,
            sequence,
            offset,
            count,
            -1,
            windowAt,
            around(sent, windowAt),
            around(came, windowAt)));
    if (wasSent(sequence)) {
      window.came(sequence, losses);
    }
  }

  /**
   * The frame from which the fewest bytes differ. The sequence in the datagram is only one
   * candidate, since its bytes may be the changed ones; the others are those around the expected
   * one.
   */
  private long likelySequence(ByteBuffer datagram, int at, byte[] came) {
    long due = Math.max(inFlight.first(), Math.min(window.next(), inFlight.next() - 1));
    long likely = due;
    int fewest = Integer.MAX_VALUE;
    // A sequence that was never sent is no candidate, so a wrong claim may be any number.
    long claimed = claimedSequence(datagram, at);
    for (int i = -1; i <= 2 * REACH && fewest > 1; i++) {
      // Nearest first, the later one of two: due, due + 1, due - 1, due + 2, ...
      long candidate = i < 0 ? claimed : due + ((i & 1) == 1 ? (i + 1) / 2 : -i / 2);
      int differing =
          inFlight.remembers(candidate) ? differing(came, sent(candidate), fewest) : fewest;
      if (differing < fewest) {
        fewest = differing;
        likely = candidate;
      }
    }
    return likely;
  }

  /** The sequence in the datagram; -1 if it is too short to have one. */
  private long claimedSequence(ByteBuffer datagram, int at) {
    if (!frame.hasHeader()) {
      boolean whole = datagram.remaining() >= frame.size();
      return whole ? frame.nearest(datagram, at, window.next()) : -1;
    }
    return datagram.remaining() < Frame.HEADER_BYTES ? -1 : Frame.sequence(datagram, at);
  }

  /** How many bytes differ, within the shorter of the two; stops counting at a limit. */
  private static int differing(byte[] came, byte[] sent, int limit) {
    int differing = 0;
    int both = Math.min(came.length, sent.length);
    for (int i = 0; i < both && differing < limit; i++) {
      if (came[i] != sent[i]) {
        differing++;
      }
    }
    return differing;
  }

  /** A frame as it was sent. */
  private byte[] sent(long sequence) {
    ByteBuffer again = ByteBuffer.allocate(frame.size());
    frame.write(again, connection, sequence, inFlight.intendedNs(sequence));
    return again.array();
  }

  private static byte[] around(byte[] all, int at) {
    int start = Math.min(at, all.length);
    return Arrays.copyOfRange(all, start, Math.min(all.length, start + Fault.EVIDENCE_BYTES));
  }

  private void foreign(ByteBuffer datagram, int at, int from) {
    byte[] start = new byte[Math.min(Fault.EVIDENCE_BYTES, datagram.remaining())];
    datagram.get(at, start);
    listener.fault(Fault.foreign(connection, window.next(), from, start));
  }

  private boolean wasSent(long sequence) {
    return sequence >= inFlight.first() && sequence < inFlight.next();
  }
}
