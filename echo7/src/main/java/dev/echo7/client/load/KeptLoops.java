package dev.echo7.client.load;

import dev.echo7.client.wire.LoadBuffers;
import dev.echo7.client.wire.LoadWire;
import dev.echo7.measure.AwakeClock;
import dev.echo7.verify.Frame;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The event loops of a load whose connections stay open, and the wires of these connections. */
final class KeptLoops extends LoadLoops {
  private static final long REOPEN_AFTER_NS = 100_000_000;

  private final LoadOpener opener;
  private final OpenedWires wires;
  private final List<LoadBuffers> buffers = new ArrayList<>();

  KeptLoops(LoadOpener opener, LoadOptions options) {
    super(options);
    this.opener = opener;
    this.wires = new OpenedWires(options.connections());
    for (int i = 0; i < options.threads(); i++) {
      buffers.add(LoadBuffers.of(options.size(), options.depth(), opener.isTls()));
    }
  }

  /** Opens the first wire of each connection, and waits for all; fails if the first fails. */
  @Override
  protected void openAll() throws IOException {
    wires.open(opener, buffers);
    for (int i = 0; i < options().connections(); i++) {
      LoadWire wire = wires.get(i);
      if (wire != null) {
        sample().add(wire.channel());
      }
    }
  }

  @Override
  protected void stopOpening() {
    wires.stop();
  }

  @Override
  protected List<KeptLoop> create(LoadSchedule times, long seed) throws IOException {
    List<KeptLoop> loops = new ArrayList<>();
    for (int i = 0; i < options().threads(); i++) {
      Frame frame = new Frame(seed, options().size());
      loops.add(
          new KeptLoop(i, times, buffers.get(i), frame, sample(), c -> reopen(loops, c, times)));
    }
    for (int i = 0; i < options().connections(); i++) {
      KeptLoop loop = loops.get(i % loops.size());
      LoadConnection connection = new LoadConnection(i, loop, times, options());
      loop.add(connection);
      LoadWire wire = wires.get(i);
      IOException reason = wires.failure(i);
      if (wire != null) {
        loop.adopt(connection, wire, false);
      } else if (reason != null) {
        connection.cannotOpen(reason);
        reopen(loops, connection, times);
      }
    }
    return loops;
  }

  /** Opens another wire for a connection, after a short delay. */
  private void reopen(List<KeptLoop> loops, LoadConnection connection, LoadSchedule times) {
    int number = connection.number() % loops.size();
    KeptLoop loop = loops.get(number);
    opener.openLater(
        buffers.get(number),
        REOPEN_AFTER_NS,
        new LoadOpener.Result() {
          @Override
          public boolean isWanted() {
            return KeptLoops.isWanted(loop, times);
          }

          @Override
          public void opened(LoadWire wire) {
            sample().add(wire.channel());
            loop.adopt(connection, wire, true);
          }

          @Override
          public void failed(IOException reason) {
            connection.cannotOpen(reason);
            reopen(loops, connection, times);
          }
        });
  }

  /** Whether the connections of a loop have anything more to send. */
  private static boolean isWanted(KeptLoop loop, LoadSchedule times) {
    return !loop.isDone() && AwakeClock.nowNs() < times.sendEndNs();
  }
}
