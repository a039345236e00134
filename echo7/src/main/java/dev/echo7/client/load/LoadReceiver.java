package dev.echo7.client.load;

import dev.echo7.client.wire.LoadBuffers;
import dev.echo7.client.wire.LoadWire;
import dev.echo7.measure.AwakeClock;
import dev.echo7.verify.Frame;
import dev.echo7.verify.OtherProtocolException;
import dev.echo7.verify.Verifier;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Reads one wire of a load, and passes what comes to the verifier. Used only by the thread of its
 * loop; allocates a buffer of its own only when a frame has come in part.
 */
public final class LoadReceiver {
  /** How many datagrams to read before other connections get their turn. */
  private static final int DATAGRAMS_AT_ONCE = 32;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final Frame frame;
  private final LoadBuffers buffers;
  private final LoadWire wire;
  private final Verifier verifier;

  /** The beginning of a frame whose rest has not come yet; ready to be read. */
  private ByteBuffer rest = NOTHING;

  private long nowNs;
  private boolean isEcho;

  /**
   * @param verifier reports frames while {@link #nowNs} is the time at which they came
   */
  public LoadReceiver(Frame frame, LoadBuffers buffers, LoadWire wire, Verifier verifier) {
    this.frame = frame;
    this.buffers = buffers;
    this.wire = wire;
    this.verifier = verifier;
  }

  /** Reads all that has come; returns false at the end of the stream. */
  public boolean receive() throws IOException {
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
    ByteBuffer in = buffers.incoming().clear();
    in.put(rest);
    // To the verifier, a full buffer means that it must decide without more bytes.
    in.limit(in.position() > in.capacity() / 2 ? in.capacity() : in.capacity() - 1);
    int count = wire.read(in);
    nowNs = AwakeClock.nowNs();
    in.flip();
    isEcho = isEcho || OtherProtocolException.refuse(in, frame);
    verifier.verify(in);
    keep(in);
    return count >= 0;
  }

  private void keep(ByteBuffer in) {
    if (!in.hasRemaining()) {
      rest.limit(rest.position());
      return;
    }
    if (rest.capacity() < in.remaining()) {
      rest = ByteBuffer.allocate(Math.max(in.remaining(), frame.size()));
    }
    rest.clear().put(in).flip();
  }

  private void receiveDatagrams() throws IOException {
    for (int i = 0; i < DATAGRAMS_AT_ONCE; i++) {
      ByteBuffer in = buffers.incoming().clear();
      int count = wire.read(in);
      nowNs = AwakeClock.nowNs();
      if (count <= 0) {
        return;
      }
      in.flip();
      isEcho = isEcho || OtherProtocolException.refuse(in, frame);
      verifier.verify(in);
    }
  }

  /** One more than the highest sequence that has come, intact or not. */
  long came() {
    return verifier.next();
  }

  /** When the latest read returned. */
  public long nowNs() {
    return nowNs;
  }

  /** Reports what is missing, because nothing more comes. */
  public void end() {
    nowNs = AwakeClock.nowNs();
    verifier.end(rest);
  }
}
