package dev.echo7.verify;

import java.nio.ByteBuffer;

/**
 * Checks the stream that comes back on one connection, frame by frame.
 *
 * <pre>
 *           next frame, intact
 *               +----+
 *               v    |   anything else   +-----------+
 *             IN STEP -----------------> | FORENSICS | which looks for the next frame that is
 *               ^                        +-----------+ whole, and names what lies before it
 *               +--------- verdict ------------+
 * </pre>
 *
 * <p>One thread at a time, the one whose {@link Frame} it has. A frame that is right allocates
 * nothing.
 */
public final class StreamVerifier {
  /** How many frames back a late or second arrival is still recognised. */
  private static final int MIN_WINDOW = 64;

  private final Frame frame;
  private final int connection;
  private final InFlight inFlight;
  private final Arrivals arrivals;
  private final SequenceWindow window;
  private final SequenceWindow.Losses losses;

  /**
   * @param frame of the run
   * @param connection the number that our frames on it carry
   * @param inFlight what was sent on it, kept by whoever sends
   * @param depth how many frames may be on their way at once
   * @param arrivals who is told
   */
  public StreamVerifier(
      Frame frame, int connection, InFlight inFlight, int depth, Arrivals arrivals) {
    this.frame = frame;
    this.connection = connection;
    this.inFlight = inFlight;
    this.arrivals = arrivals;
    this.window = new SequenceWindow(Math.max(MIN_WINDOW, 2 * depth), inFlight.first());
    this.losses = (first, count) -> arrivals.fault(Fault.lost(connection, first, count));
  }

  /** One more than the highest sequence that has come, in whatever state. */
  public long next() {
    return window.next();
  }

  /** How large a buffer must be for what {@link #verify} may leave in it, and more to come. */
  public static int bufferBytes(int frameBytes) {
    return Math.max(4096, 4 * frameBytes);
  }

  /**
   * Takes all frames that can be judged; what is left in the buffer needs what comes after it.
   *
   * @param in ready to be read; to be kept, and to be followed by what comes next
   */
  public void verify(ByteBuffer in) {
    int size = frame.size();
    while (in.remaining() >= size) {
      long expected = window.next();
      if (expected < inFlight.next() && frame.isFrame(in, in.position(), connection, expected)) {
        in.position(in.position() + size);
        arrived(expected);
      } else if (!judge(in, false)) {
        return;
      }
    }
  }

  /** The stream is over: judges what is left, and names what never came. */
  public void end(ByteBuffer rest) {
    while (rest.remaining() >= frame.size() && judge(rest, true)) {
      verify(rest);
    }
    if (rest.hasRemaining()) {
      forensics().cut(rest, window.next());
      if (window.next() < inFlight.next()) {
        skip(window.next());
      }
    }
    window.end(inFlight.next(), losses);
  }

  /** Returns false if that takes bytes that have not come yet. */
  private boolean judge(ByteBuffer in, boolean last) {
    return frame.hasHeader() ? judgeLong(in, last) : judgeShort(in);
  }

  private boolean judgeLong(ByteBuffer in, boolean last) {
    if (frame.isIntact(in, in.position())) {
      takeIntact(in);
      return true;
    }
    boolean final_ = last || in.remaining() >= owedBytes() || !in.hasRemaining();
    long expected = window.next();
    boolean decide = final_ || in.limit() == in.capacity();
    int distance = forensics().distanceToNext(in, decide, expected);
    if (distance < 0) {
      return false;
    }
    long resumed = forensics().judge(in, distance, expected);
    in.position(in.position() + distance);
    for (long damaged = expected; damaged < resumed; damaged++) {
      skip(damaged);
    }
    return true;
  }

  /** A whole frame, but not the next one of ours. */
  private void takeIntact(ByteBuffer in) {
    int at = in.position();
    int from = Frame.connection(in, at);
    long sequence = Frame.sequence(in, at);
    if (from != connection || sequence >= inFlight.next() || sequence < inFlight.first()) {
      arrivals.fault(Fault.foreign(connection, window.next(), from, forensics().bytes(in, at)));
    } else {
      arrived(sequence);
    }
    in.position(at + frame.size());
  }

  private boolean judgeShort(ByteBuffer in) {
    int at = in.position();
    long expected = window.next();
    long sequence = frame.nearest(in, at, expected);
    int from = frame.shortConnection(in, at, expected);
    boolean sent = inFlight.remembers(sequence);
    if (sent && frame.isFrame(in, at, connection, sequence)) {
      arrived(sequence);
    } else if (from >= 0) {
      arrivals.fault(Fault.foreign(connection, expected, from, forensics().bytes(in, at)));
    } else {
      forensics().judge(in, frame.size(), expected);
      skip(expected);
    }
    in.position(at + frame.size());
    return true;
  }

  private long owedBytes() {
    return (inFlight.next() - window.next()) * frame.size();
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

  /** It came, in a way: what became of it has been said, and it is not lost besides. */
  private void skip(long sequence) {
    if (sequence < inFlight.next()) {
      window.came(sequence, losses);
    }
  }

  private StreamForensics forensics() {
    return new StreamForensics(frame, connection, inFlight, arrivals);
  }
}
