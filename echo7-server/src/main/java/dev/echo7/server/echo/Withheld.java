package dev.echo7.server.echo;

import dev.echo7.events.FaultHit;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the faults of one connection have done to its echo: the bytes that wait in them, those that
 * they keep for good, and a record of what happened.
 *
 * <p>Changed on the connection's event loop; read on any thread.
 */
public final class Withheld {
  /** Of all connections without faults. */
  static final Withheld NOTHING = new Withheld(null);

  /**
   * How many hits are kept: what went wrong first tells the most. The first one of each fault is
   * kept even later, for it may be the end of the connection.
   */
  private static final int MOST_HITS = 16;

  /** The bit of the channel's writability that is ours. */
  private static final int WRITABILITY = 1;

  private final @Nullable Channel channel;
  private final List<FaultHit> hits = new CopyOnWriteArrayList<>();
  private volatile Supplier<String> faults = () -> "";
  private volatile long waiting;
  private volatile long kept;

  Withheld(@Nullable Channel channel) {
    this.channel = channel;
  }

  /** Bytes that the echo has written and that were not passed on; below 0 if some were added. */
  long bytes() {
    return waiting + kept;
  }

  /** Bytes that wait to be passed on. */
  public long waiting() {
    return waiting;
  }

  List<FaultHit> hits() {
    return List.copyOf(hits);
  }

  /** More or fewer bytes wait. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
  public void hold(long change) {
    waiting += change;
  }

  /** These bytes are not passed on, ever; below 0 for bytes that were added. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
  public void keep(long bytes) {
    kept += bytes;
  }

  /** The query that repeats it; empty if the connection was accepted without faults. */
  String faults() {
    return faults.get();
  }

  /**
   * Says what goes wrong on the connection.
   *
   * @param query makes the query that repeats it; any thread
   */
  public void repeatedBy(Supplier<String> query) {
    faults = query;
  }

  /** Notes what has happened, if it is among the first, or the first of its kind. */
  public void note(FaultHit hit) {
    if (hits.size() < MOST_HITS
        || hits.stream().noneMatch(known -> known.word().equals(hit.word()))) {
      hits.add(hit);
    }
  }

  /** Has the echo read from the peer, or not: whether there is room for more of its bytes. */
  public void allowMore(boolean allow) {
    ChannelOutboundBuffer output = channel == null ? null : channel.unsafe().outboundBuffer();
    if (output != null) {
      output.setUserDefinedWritability(WRITABILITY, allow);
    }
  }
}
