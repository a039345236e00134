package dev.echo7.verify;

/** Who is told what came back on a connection; called by the thread that verifies. */
public interface Arrivals {

  /** A frame came for the first time, and every byte of it is right. */
  void arrived(long sequence);

  /** Something is wrong. A frame that came late was also told of as {@link #arrived}. */
  void fault(Fault fault);
}
