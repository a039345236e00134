package dev.echo7.junit;

import dev.echo7.events.Closing;
import dev.echo7.events.Connection;
import dev.echo7.events.DropReason;
import dev.echo7.events.FaultHit;
import dev.echo7.events.Peer;
import dev.echo7.events.Rejection;
import dev.echo7.server.tap.PayloadTap;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * What one peer has seen and done, from its first start on. Event loops write it, any thread reads
 * it; it is bounded.
 */
final class PeerRecord implements PayloadTap {
  static final long DEFAULT_KEPT_BYTES = 16L << 20;

  /** How many connections, and how many datagrams, are kept. */
  static final int MOST = 10_000;

  /** How many notes are kept: what went wrong first tells the most. */
  private static final int MOST_NOTES = 100;

  /** How many connections, and how many datagrams, a report shows. */
  private static final int SHOWN = 20;

  private final Changes changes = new Changes();
  private final KeptBytes bound = new KeptBytes(DEFAULT_KEPT_BYTES);
  private final PeerConnection.LiveFaults faults;

  // Guarded by the changes.
  private final IdentityHashMap<Connection, PeerConnection> open = new IdentityHashMap<>();
  private final List<PeerConnection> connections = new ArrayList<>();
  private final List<PeerDatagram> datagrams = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private long begun;
  private long closed;
  private long arrived;

  PeerRecord(PeerConnection.LiveFaults faults) {
    this.faults = faults;
  }

  Changes changes() {
    return changes;
  }

  /** How many connections have begun. Under the lock. */
  long begun() {
    return begun;
  }

  /** How many connections have begun and ended. Under the lock. */
  long closed() {
    return closed;
  }

  /** How many datagrams have arrived. Under the lock. */
  long arrived() {
    return arrived;
  }

  /** Bounds the payload that is kept. */
  void keep(long bytes) {
    changes.change(() -> bound.allow(bytes));
  }

  /** Begins anew; connections that are open go on, and are no longer recorded. */
  void forget() {
    changes.change(
        () -> {
          open.clear();
          connections.clear();
          datagrams.clear();
          notes.clear();
          begun = 0;
          closed = 0;
          arrived = 0;
          bound.clear();
        });
  }

  List<PeerConnection> connections() {
    return changes.read(() -> List.copyOf(connections));
  }

  List<PeerDatagram> datagrams() {
    return changes.read(() -> List.copyOf(datagrams));
  }

  @Override
  public boolean wantsMessages() {
    return false;
  }

  @Override
  public void opened(Connection connection) {
    changes.change(
        () -> {
          if (connections.size() < MOST) {
            PeerConnection recorded =
                new PeerConnection(connections.size(), connection, changes, bound, faults);
            connections.add(recorded);
            open.put(connection, recorded);
          }
          begun++;
        });
  }

  @Override
  public void received(Connection connection, ByteBuffer bytes) {
    changes.change(
        () -> {
          PeerConnection recorded = open.get(connection);
          if (recorded != null) {
            recorded.add(bytes);
          }
        });
  }

  @Override
  public void faulted(Connection connection, FaultHit hit) {
    // Connections keep their own; this wakes those that wait for one.
    changes.change(() -> {});
  }

  @Override
  public void closed(Connection connection, Closing closing) {
    changes.change(
        () -> {
          PeerConnection recorded = open.remove(connection);
          if (recorded != null) {
            recorded.ended(closing);
          }
          closed++;
        });
  }

  @Override
  public void datagramReceived(InetSocketAddress from, ByteBuffer payload) {
    changes.change(
        () -> {
          if (datagrams.size() < MOST) {
            datagrams.add(datagram(from, payload));
          }
          arrived++;
        });
  }

  private PeerDatagram datagram(InetSocketAddress from, ByteBuffer payload) {
    int size = payload.remaining();
    if (!bound.take(size)) {
      return new PeerDatagram(from, size, null);
    }
    byte[] copy = new byte[size];
    payload.get(copy);
    return new PeerDatagram(from, size, copy);
  }

  @Override
  public void datagramDropped(DropReason reason) {
    note("dropped a datagram: " + reason);
  }

  @Override
  public void datagramFaulted(FaultHit hit) {
    note(hit.word() + " on datagram " + hit.at() + " of its source");
  }

  @Override
  public void rejected(Peer peer, Rejection reason) {
    note("rejected a connection from " + peer.text() + ": " + reason);
  }

  @Override
  public void failed(String problem) {
    note(problem);
  }

  @Override
  public void truncated(Peer peer) {
    note(peer.text() + " ended TLS without close_notify");
  }

  private void note(String line) {
    changes.change(
        () -> {
          if (notes.size() < MOST_NOTES) {
            notes.add(line);
          }
        });
  }

  /** All of it, as lines. */
  List<String> lines() {
    return changes.read(
        () -> {
          List<String> lines = new ArrayList<>();
          addFirst(lines, connections, begun, "connections");
          addFirst(lines, datagrams, arrived, "datagrams");
          lines.addAll(notes);
          if (lines.isEmpty()) {
            lines.add("nothing came in");
          }
          return lines;
        });
  }

  private static void addFirst(List<String> lines, List<?> seen, long count, String what) {
    seen.stream().limit(SHOWN).forEach(each -> lines.add(each.toString()));
    if (count > SHOWN) {
      lines.add("and " + (count - SHOWN) + " more " + what);
    }
  }
}
