package dev.echo7.verify;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Checks the datagrams that come back to one socket, each a frame.
 *
 * <p>One thread at a time, the one whose {@link Frame} it has. A datagram that is right allocates
 * nothing.
 */
public final class DatagramVerifier {
  /** How far from the next that is due a damaged datagram is looked for, either way. */
  private static final int REACH = 32;

  private final Frame frame;
  private final int connection;
  private final InFlight inFlight;
  private final Arrivals arrivals;
  private final SequenceWindow window;
  private final SequenceWindow.Losses losses;

  /**
   * @param frame of the run
   * @param connection the number that our frames from it carry
   * @param inFlight what was sent from it, kept by whoever sends
   * @param depth how many datagrams back a late or second arrival is to be recognised
   * @param arrivals who is told
   */
  public DatagramVerifier(
      Frame frame, int connection, InFlight inFlight, int depth, Arrivals arrivals) {
    this.frame = frame;
    this.connection = connection;
    this.inFlight = inFlight;
    this.arrivals = arrivals;
    this.window = new SequenceWindow(depth, inFlight.first());
    this.losses = (first, count) -> arrivals.fault(Fault.lost(connection, first, count));
  }

  /** One more than the highest sequence that has come, in whatever state. */
  public long next() {
    return window.next();
  }

  /** Judges one datagram, all that remains in the buffer, and takes it. */
  public void verify(ByteBuffer datagram) {
    int at = datagram.position();
    if (datagram.remaining() == frame.size()) {
      verifyWhole(datagram, at);
    } else {
      wrongSize(datagram, at);
    }
    datagram.position(datagram.limit());
  }

  /** Nothing comes any more: names what never came. */
  public void end() {
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

  /**
   * Compares with the frame that it seems to be; that frame has come, in a way, and is not lost.
   */
  private void differs(Fault.Kind kind, ByteBuffer datagram, int at, long count) {
    byte[] came = new byte[datagram.remaining()];
    datagram.get(at, came);
    long sequence = likelySequence(datagram, at, came);
    byte[] sent = sent(sequence);
    int mismatch = Arrays.mismatch(sent, came);
    int offset = mismatch < 0 ? sent.length : mismatch;
    int windowAt = Math.max(0, offset - Fault.EVIDENCE_BYTES / 2);
    arrivals.fault(
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
   * The frame from which fewest bytes differ. What the datagram itself says is but one candidate:
   * that may be what was changed. The others are those around the next that is due.
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

  /** What it says that it is; a sequence that nobody sends if it is too short to say so. */
  private long claimedSequence(ByteBuffer datagram, int at) {
    if (!frame.hasHeader()) {
      boolean whole = datagram.remaining() >= frame.size();
      return whole ? frame.nearest(datagram, at, window.next()) : -1;
    }
    return datagram.remaining() < Frame.HEADER_BYTES ? -1 : Frame.sequence(datagram, at);
  }

  /** How many of the bytes that both have differ; counts no further than to a limit. */
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

  /** A frame as it was sent, made again. */
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
    arrivals.fault(Fault.foreign(connection, window.next(), from, start));
  }

  private boolean wasSent(long sequence) {
    return sequence >= inFlight.first() && sequence < inFlight.next();
  }

  private void arrived(long sequence) {
    switch (window.came(sequence, losses)) {
      case IN_ORDER -> arrivals.arrived(sequence);
      case LATE -> {
        arrivals.arrived(sequence);
        arrivals.fault(Fault.whole(Fault.Kind.REORDERED, connection, sequence));
      }
      case AGAIN -> arrivals.fault(Fault.whole(Fault.Kind.DUPLICATED, connection, sequence));
    }
  }
}
