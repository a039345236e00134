package dev.echo7.verify;

/** Receives what a {@link Verifier} finds, on the thread that verifies. */
public interface FrameListener {

  /** A frame came for the first time, with every byte right. */
  void arrived(long sequence);

  /** Something is wrong. A frame that came late was also reported as {@link #arrived}. */
  void fault(Fault fault);
}
