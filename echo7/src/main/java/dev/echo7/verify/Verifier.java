package dev.echo7.verify;

import java.nio.ByteBuffer;

/**
 * Checks what comes back on one connection or UDP socket, frame by frame, against what was sent.
 *
 * <p>One thread at a time, the one that owns the {@link Frame}. Intact frames allocate nothing.
 */
public abstract class Verifier {
  final Frame frame;
  final int connection;
  final InFlight inFlight;
  final FrameListener listener;
  final SequenceWindow window;
  final SequenceWindow.Losses losses;

  Verifier(Frame frame, int connection, InFlight inFlight, int memory, FrameListener listener) {
    this.frame = frame;
    this.connection = connection;
    this.inFlight = inFlight;
    this.listener = listener;
    this.window = new SequenceWindow(memory, inFlight.first());
    this.losses = (first, count) -> listener.fault(Fault.lost(connection, first, count));
  }

  /** The size of a buffer for reads that are given to {@link #verify}. */
  public abstract int bufferBytes();

  /**
   * Checks all frames that are complete. The rest stays in the buffer, in front of the next read;
   * of a datagram nothing stays.
   *
   * @param in ready to be read
   */
  public abstract void verify(ByteBuffer in);

  /**
   * Reports what never came, because nothing more comes.
   *
   * @param rest what the last {@link #verify} left in the buffer
   */
  public abstract void end(ByteBuffer rest);

  /** One more than the highest sequence that has come, intact or not. */
  public final long next() {
    return window.next();
  }

  final void arrived(long sequence) {
    switch (window.came(sequence, losses)) {
      case IN_ORDER -> listener.arrived(sequence);
      case LATE -> {
        listener.arrived(sequence);
        listener.fault(Fault.whole(Fault.Kind.REORDERED, connection, sequence));
      }
      case AGAIN -> listener.fault(Fault.whole(Fault.Kind.DUPLICATED, connection, sequence));
    }
  }
}
