package dev.echo7.client.load;

import dev.echo7.client.wire.LoadBuffers;
import dev.echo7.client.wire.LoadWire;
import dev.echo7.measure.AwakeClock;
import dev.echo7.measure.DueQueue;
import dev.echo7.posix.TcpSample;
import dev.echo7.verify.Frame;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** An event loop whose connections stay open, and are opened again if they break. */
final class KeptLoop extends LoadLoop {
  private final TcpSample sample;
  private final Consumer<LoadConnection> reopen;
  private final DueQueue<LoadConnection> due = new DueQueue<>();
  private final List<LoadConnection> connections = new ArrayList<>();
  private final Queue<Adoption> adoptions = new ConcurrentLinkedQueue<>();

  /** A new wire for a connection. */
  private record Adoption(LoadConnection connection, LoadWire wire, boolean again) {}

  /**
   * @param frame of this loop only
   * @param sample of the connections of all loops
   * @param reopen receives connections that need another wire; must not block
   */
  KeptLoop(
      int number,
      LoadSchedule schedule,
      LoadBuffers buffers,
      Frame frame,
      TcpSample sample,
      Consumer<LoadConnection> reopen)
      throws IOException {
    super(number, schedule, buffers, frame);
    this.sample = sample;
    this.reopen = reopen;
  }

  /** Adds a connection, before the loop runs. */
  void add(LoadConnection connection) {
    connections.add(connection);
  }

  /**
   * Gives a connection a new wire, from any thread.
   *
   * @param again whether the wire before it broke or could not be opened
   */
  void adopt(LoadConnection connection, LoadWire wire, boolean again) {
    adoptions.add(new Adoption(connection, wire, again));
    wakeUp();
    if (isDone()) {
      close();
    }
  }

  @Override
  protected boolean begin() throws IOException {
    boolean found = false;
    for (Adoption next = adoptions.poll(); next != null; next = adoptions.poll()) {
      found = true;
      next.connection().use(next.wire(), next.again(), AwakeClock.nowNs());
    }
    return found;
  }

  /** Closes wires that were never used. */
  @Override
  protected void close() {
    for (Adoption next = adoptions.poll(); next != null; next = adoptions.poll()) {
      try {
        next.wire().close();
      } catch (IOException e) {
        // It was never used.
      }
    }
  }

  @Override
  protected boolean areAllOver(long nowNs) {
    for (int i = 0; i < connections.size(); i++) {
      if (!connections.get(i).isOver(nowNs)) {
        return false;
      }
    }
    return true;
  }

  @Override
  protected void tick(long untilNs) {
    for (int i = 0; i < connections.size(); i++) {
      connections.get(i).tick(untilNs);
    }
  }

  @Override
  protected boolean sendDue() {
    boolean found = false;
    long nowNs = AwakeClock.nowNs();
    while (due.firstNs() <= nowNs) {
      found = true;
      due.remove().wake(nowNs);
      nowNs = AwakeClock.nowNs();
    }
    return found;
  }

  @Override
  protected long nextDueNs() {
    return due.firstNs();
  }

  @Override
  protected void ready(SelectionKey key) {
    ((LoadConnection) key.attachment()).ready(key);
  }

  @Override
  protected void end() {
    connections.forEach(LoadConnection::end);
  }

  /** Wakes the connection at this time. */
  void queue(LoadConnection connection, long dueNs) {
    due.add(connection, dueNs);
  }

  SelectionKey register(LoadWire wire, LoadConnection connection) throws IOException {
    return register(wire.channel(), SelectionKey.OP_READ, connection);
  }

  /** A wire is about to be closed. */
  void closing(LoadWire wire) {
    sample.remove(wire.channel());
  }

  void reopen(LoadConnection connection) {
    reopen.accept(connection);
  }
}
