package dev.echo7.verify;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Names the fault in a stream between the expected frame and the next intact one: bytes were
 * changed if as many came as are missing up to there, added if more, lost if fewer.
 *
 * <p>Created for each fault; may allocate.
 */
final class StreamForensics {
  private final Frame frame;
  private final int connection;
  private final InFlight inFlight;
  private final FrameListener listener;

  StreamForensics(Frame frame, int connection, InFlight inFlight, FrameListener listener) {
    this.frame = frame;
    this.connection = connection;
    this.inFlight = inFlight;
    this.listener = listener;
  }

  /**
   * The distance to the next intact frame; without one, how many bytes to skip.
   *
   * @param decide whether to decide now, rather than to wait for more bytes
   * @param expected the expected sequence
   * @return -1 if more bytes are needed
   */
  int distanceToNext(ByteBuffer in, boolean decide, long expected) {
    int at = in.position();
    for (int distance = 1; distance + Frame.HEADER_BYTES <= in.remaining(); distance++) {
      if (!frame.hasTag(in, at + distance)) {
        continue;
      }
      if (distance + frame.size() > in.remaining()) {
        return decide ? distance : -1;
      }
      if (frame.isIntact(in, at + distance)) {
        return distance;
      }
    }
    if (!decide) {
      return -1;
    }
    return expected + 1 == inFlight.next() && goesOnBehindMore(in, expected)
        ? in.remaining()
        : frame.size();
  }

  /** Whether the bytes are the last outstanding frame with some added. */
  private boolean goesOnBehindMore(ByteBuffer in, long expected) {
    int extra = in.remaining() - frame.size();
    if (extra < 1 || extra >= frame.size()) {
      return false;
    }
    byte[] came = copy(in, in.position(), in.remaining());
    byte[] sent = sent(expected);
    int at = mismatch(sent, came);
    return Arrays.equals(sent, at, sent.length, came, at + extra, came.length);
  }

  /**
   * Reports the fault in the damaged bytes at the buffer's position.
   *
   * @param distance how many there are
   * @param expected the expected sequence
   * @return the sequence with which the stream continues
   */
  long judge(ByteBuffer in, int distance, long expected) {
    int at = in.position();
    byte[] came = copy(in, at, distance);
    if (distance == frame.size() && frame.hasHeader() && frame.isOfAnotherRun(in, at)) {
      listener.fault(Fault.foreign(connection, expected, -1, bytes(in, at)));
      return expected;
    }
    long resumed = resumesAt(in, at + distance, expected, distance);
    long owed = (resumed - expected) * frame.size();
    if (distance > owed) {
      // Includes the next frame: repeated bytes may look like its beginning.
      inserted(copy(in, at, distance + frame.size()), expected, (int) (distance - owed));
    } else if (distance < owed) {
      truncated(came, expected, (int) Math.min(frame.size(), owed - distance));
      lostWhole(expected, resumed, distance);
    } else {
      corrupted(came, expected, resumed);
    }
    return resumed;
  }

  /** Reports that the stream ended within a frame. */
  void cut(ByteBuffer in, long expected) {
    byte[] came = copy(in, in.position(), in.remaining());
    in.position(in.limit());
    if (expected >= inFlight.next()) {
      inserted(came, expected, came.length);
    } else {
      int missing = Math.max(1, frame.size() - came.length);
      truncated(came, expected, missing);
    }
  }

  /** The first bytes at that index, as evidence. */
  byte[] bytes(ByteBuffer in, int at) {
    return copy(in, at, Math.min(Fault.EVIDENCE_BYTES, in.limit() - at));
  }

  private long resumesAt(ByteBuffer in, int at, long expected, int distance) {
    boolean known =
        frame.hasHeader()
            && in.limit() - at >= Frame.HEADER_BYTES
            && frame.hasTag(in, at)
            && Frame.connection(in, at) == connection
            && Frame.sequence(in, at) < inFlight.next();
    if (known) {
      return Math.max(expected, Frame.sequence(in, at));
    }
    long inPlace = Math.max(1, distance / frame.size());
    return Math.min(inFlight.next(), expected + inPlace);
  }

  private void corrupted(byte[] came, long expected, long resumed) {
    for (long sequence = expected; sequence < resumed; sequence++) {
      int start = (int) (sequence - expected) * frame.size();
      byte[] part = Arrays.copyOfRange(came, start, start + frame.size());
      byte[] sent = sent(sequence);
      listener.fault(fault(Fault.Kind.CORRUPTED, sequence, part, sent, mismatch(sent, part), 0));
    }
  }

  private void inserted(byte[] came, long expected, int extra) {
    byte[] sent = expected < inFlight.next() ? sent(expected) : new byte[0];
    int at = Math.min(mismatch(sent, came), frame.size());
    Fault.Kind kind =
        repeatsWhatCameBefore(came, at, extra, expected)
            ? Fault.Kind.DUPLICATED
            : Fault.Kind.INSERTED;
    listener.fault(fault(kind, expected, came, sent, at, extra));
  }

  /** Whether the surplus bytes repeat those right before them. */
  private boolean repeatsWhatCameBefore(byte[] came, int at, int extra, long expected) {
    if (extra > came.length - at || !inFlight.remembers(expected)) {
      return false;
    }
    byte[] tail = new byte[extra];
    for (int i = 0; i < extra; i++) {
      long offset = (long) at - extra + i;
      long sequence = expected + Math.floorDiv(offset, frame.size());
      if (!inFlight.remembers(sequence)) {
        return false;
      }
      tail[i] = sent(sequence)[Math.floorMod(offset, frame.size())];
    }
    return Arrays.equals(tail, 0, extra, came, at, at + extra);
  }

  private void truncated(byte[] came, long expected, int missing) {
    byte[] sent = sent(expected);
    listener.fault(
        fault(Fault.Kind.TRUNCATED, expected, came, sent, mismatch(sent, came), missing));
  }

  private void lostWhole(long expected, long resumed, int distance) {
    long gone = resumed - expected - Math.ceilDiv(distance, frame.size());
    if (gone > 0) {
      listener.fault(Fault.lost(connection, resumed - gone, gone));
    }
  }

  private Fault fault(
      Fault.Kind kind, long sequence, byte[] came, byte[] sent, int offset, long count) {
    int windowAt = Math.max(0, offset - Fault.EVIDENCE_BYTES / 2);
    return new Fault(
        kind,
        connection,
        sequence,
        offset,
        count,
        -1,
        windowAt,
        around(sent, windowAt),
        around(came, windowAt));
  }

  private static byte[] around(byte[] all, int at) {
    int start = Math.min(at, all.length);
    return Arrays.copyOfRange(all, start, Math.min(all.length, start + Fault.EVIDENCE_BYTES));
  }

  private static int mismatch(byte[] sent, byte[] came) {
    int at = Arrays.mismatch(sent, came);
    return at < 0 ? sent.length : at;
  }

  /** A frame as it was sent. */
  private byte[] sent(long sequence) {
    ByteBuffer again = ByteBuffer.allocate(frame.size());
    frame.write(again, connection, sequence, inFlight.intendedNs(sequence));
    return again.array();
  }

  private static byte[] copy(ByteBuffer in, int at, int count) {
    byte[] bytes = new byte[Math.min(count, in.limit() - at)];
    in.get(at, bytes);
    return bytes;
  }
}
