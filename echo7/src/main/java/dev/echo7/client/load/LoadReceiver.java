package dev.echo7.client.load;

import dev.echo7.client.wire.LoadWire;
import dev.echo7.measure.AwakeClock;
import dev.echo7.verify.Arrivals;
import dev.echo7.verify.DatagramVerifier;
import dev.echo7.verify.InFlight;
import dev.echo7.verify.StreamVerifier;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Takes what comes on one wire of a load, and has it verified. Used by the thread of its loop
 * alone; it keeps memory of its own only while a frame has come in part.
 */
final class LoadReceiver {
  /** Datagrams that are read before others have their turn. */
  private static final int DATAGRAMS_AT_ONCE = 32;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final LoadLoop loop;
  private final LoadWire wire;
  private final StreamVerifier stream;
  private final DatagramVerifier datagrams;

  /** What came of a frame whose end has not; ready to be read. */
  private ByteBuffer rest = NOTHING;

  private long nowNs;

  /**
   * @param memory how many frames back a late or second arrival is recognised
   * @param arrivals told of what comes, while {@link #nowNs} says when
   */
  LoadReceiver(
      LoadLoop loop, LoadWire wire, int number, InFlight inFlight, int memory, Arrivals arrivals) {
    this.loop = loop;
    this.wire = wire;
    this.stream = new StreamVerifier(loop.frame(), number, inFlight, memory / 2, arrivals);
    this.datagrams = new DatagramVerifier(loop.frame(), number, inFlight, memory, arrivals);
  }

  /** Takes what is there; returns false at the end of the stream. */
  boolean receive() throws IOException {
    if (wire.isDatagrams()) {
      receiveDatagrams();
      return true;
    }
    boolean open;
    do {
      open = receiveStream();
    } while (open && wire.hasMore());
    return open;
  }

  private boolean receiveStream() throws IOException {
    ByteBuffer in = loop.incoming().clear();
    in.put(rest);
    // A full buffer means to the verifier that no more can come before it judges.
    in.limit(in.position() > in.capacity() / 2 ? in.capacity() : in.capacity() - 1);
    int count = wire.read(in);
    nowNs = AwakeClock.nowNs();
    in.flip();
    stream.verify(in);
    keep(in);
    return count >= 0;
  }

  private void keep(ByteBuffer in) {
    if (!in.hasRemaining()) {
      rest.limit(rest.position());
      return;
    }
    if (rest.capacity() < in.remaining()) {
      rest = ByteBuffer.allocateDirect(Math.max(in.remaining(), loop.frame().size()));
    }
    rest.clear().put(in).flip();
  }

  private void receiveDatagrams() throws IOException {
    for (int i = 0; i < DATAGRAMS_AT_ONCE; i++) {
      ByteBuffer in = loop.incoming().clear();
      int count = wire.read(in);
      nowNs = AwakeClock.nowNs();
      if (count <= 0) {
        return;
      }
      datagrams.verify(in.flip());
    }
  }

  /** One more than the highest sequence that has come, in whatever state. */
  long came() {
    return wire.isDatagrams() ? datagrams.next() : stream.next();
  }

  /** When what is told of came. */
  long nowNs() {
    return nowNs;
  }

  /** Nothing more comes: names what is missing. */
  void end() {
    nowNs = AwakeClock.nowNs();
    if (wire.isDatagrams()) {
      datagrams.end();
    } else {
      stream.end(rest);
    }
  }
}
