package dev.echo7.verify;

import java.nio.ByteBuffer;

/**
 * Checks the stream that comes back on one connection, frame by frame.
 *
 * <pre>
 *           next frame, intact
 *               +----+
 *               v    |   anything else   +-----------+
 *             IN STEP -----------------> | FORENSICS | searches for the next intact frame,
 *               ^                        +-----------+ and names what lies before it
 *               +--------- verdict ------------+
 * </pre>
 */
public final class StreamVerifier extends Verifier {
  StreamVerifier(
      Frame frame, int connection, InFlight inFlight, int memory, FrameListener listener) {
    super(frame, connection, inFlight, memory, listener);
  }

  @Override
  public int bufferBytes() {
    return bufferBytes(frame.size());
  }

  /** The size of a buffer for what {@link #verify} may leave in it, and for more to come. */
  public static int bufferBytes(int frameBytes) {
    return Math.max(4096, 4 * frameBytes);
  }

  @Override
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

  @Override
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

  /** Returns false if more bytes must come before the verdict. */
  private boolean judge(ByteBuffer in, boolean last) {
    return frame.hasHeader() ? judgeLong(in, last) : judgeShort(in);
  }

  private boolean judgeLong(ByteBuffer in, boolean last) {
    if (frame.isIntact(in, in.position())) {
      takeIntact(in);
      return true;
    }
    boolean isAll = last || in.remaining() >= outstandingBytes() || !in.hasRemaining();
    long expected = window.next();
    boolean decide = isAll || in.limit() == in.capacity();
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

  /** An intact frame, but not the expected one. */
  private void takeIntact(ByteBuffer in) {
    int at = in.position();
    int from = Frame.connection(in, at);
    long sequence = Frame.sequence(in, at);
    if (from != connection || sequence >= inFlight.next() || sequence < inFlight.first()) {
      listener.fault(Fault.foreign(connection, window.next(), from, forensics().bytes(in, at)));
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
      listener.fault(Fault.foreign(connection, expected, from, forensics().bytes(in, at)));
    } else {
      forensics().judge(in, frame.size(), expected);
      skip(expected);
    }
    in.position(at + frame.size());
    return true;
  }

  private long outstandingBytes() {
    return (inFlight.next() - window.next()) * frame.size();
  }

  /** Marks a frame as arrived, because its fault has been reported: it is not lost as well. */
  private void skip(long sequence) {
    if (sequence < inFlight.next()) {
      window.came(sequence, losses);
    }
  }

  private StreamForensics forensics() {
    return new StreamForensics(frame, connection, inFlight, listener);
  }
}
