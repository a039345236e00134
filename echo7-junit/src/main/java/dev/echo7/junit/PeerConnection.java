package dev.echo7.junit;

import dev.echo7.events.CloseReason;
import dev.echo7.events.Closing;
import dev.echo7.events.Connection;
import dev.echo7.events.FaultHit;
import dev.echo7.events.TlsInfo;
import dev.echo7.fault.Fault;
import dev.echo7.fault.FaultScope;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A connection that a peer accepted: what came in, which faults acted, how it ended.
 *
 * <p>Every method may be called on any thread, even after the connection has ended or the peer has
 * stopped. Methods that wait fail the test after {@link EchoPeer#TIMEOUT}.
 *
 * <pre>{@code
 * PeerConnection connection = peer.connection(0);
 * assertArrayEquals(request, connection.received(request.length));
 * assertEquals(Side.CLIENT, connection.closedBy());
 * }</pre>
 */
public final class PeerConnection {
  private static final int SHOWN_BYTES = 64;

  private final int number;
  private final String client;
  private final long openedAtNs;
  private final Changes changes;
  private final KeptBytes bound;
  private final LiveFaults faults;

  // Guarded by the changes.
  private @Nullable Connection open;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private long bytesReceived;
  private @Nullable End end;

  /** One end of a connection. */
  public enum Side {
    /** The code under test. */
    CLIENT,
    /** The peer. */
    SERVER;

    /** {@code client}. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Makes something go wrong on an open connection of the server. */
  interface LiveFaults {
    /**
     * Acts, soon after it has returned.
     *
     * @param id the server's number of the connection
     * @return false if it is closed
     */
    boolean act(long id, String word);
  }

  /** What remains of it: the connection itself would keep the buffers of its socket. */
  private record End(
      Closing closing, long atNs, long bytesSent, List<FaultHit> hits, @Nullable TlsInfo tls) {}

  /**
   * A connection that has begun.
   *
   * @param bound of the payload that its peer keeps
   */
  PeerConnection(
      int number, Connection connection, Changes changes, KeptBytes bound, LiveFaults faults) {
    this.number = number;
    this.open = connection;
    this.client = connection.peer().text() + (connection.port() < 0 ? "" : ":" + connection.port());
    this.openedAtNs = connection.openedAtNs();
    this.changes = changes;
    this.bound = bound;
    this.faults = faults;
  }

  /** Bytes have come in. Under the lock. */
  void add(ByteBuffer bytes) {
    int count = bytes.remaining();
    bytesReceived += count;
    // Without a gap: what comes after bytes that were not kept is of no use.
    if (bytesReceived == kept.size() + (long) count && bound.take(count)) {
      byte[] copy = new byte[count];
      bytes.get(copy);
      kept.writeBytes(copy);
    }
  }

  /** It has ended. Under the lock. */
  void ended(Closing closing) {
    Connection connection = Objects.requireNonNull(open);
    end =
        new End(
            closing,
            System.nanoTime(),
            connection.bytesOut(),
            connection.faultHits(),
            connection.tls());
    open = null;
  }

  /**
   * Its number among those that the peer accepted, from 0.
   *
   * <pre>{@code
   * assertEquals(0, peer.connections().get(0).number());
   * }</pre>
   */
  public int number() {
    return number;
  }

  /**
   * The client's address and port, as text; for a Unix socket, its path.
   *
   * <pre>{@code
   * assertEquals("127.0.0.1:" + socket.getLocalPort(), peer.connection(0).client());
   * }</pre>
   */
  public String client() {
    return client;
  }

  /**
   * A copy of the bytes that came in so far; over TLS, decrypted. Once the connection is closed,
   * these are all of them.
   *
   * <pre>{@code
   * assertEquals(Side.CLIENT, peer.connection(0).closedBy());
   * assertArrayEquals(request, peer.connection(0).received());
   * }</pre>
   *
   * @throws IllegalStateException if the peer has received more than {@link EchoPeer#keep} allows
   */
  public byte[] received() {
    return changes.read(this::copy);
  }

  /**
   * Waits until at least this number of bytes has come in, and returns all bytes so far.
   *
   * <pre>{@code
   * assertArrayEquals(request, peer.connection(0).received(request.length));
   * }</pre>
   *
   * @throws AssertionError if fewer have come in when the connection is closed or the timeout
   *     expires
   * @throws IllegalStateException if the peer has received more than {@link EchoPeer#keep} allows
   */
  public byte[] received(int atLeast) {
    changes.await(() -> bytesReceived >= atLeast || end != null, Changes.TIMEOUT);
    return changes.read(
        () -> {
          if (bytesReceived < atLeast) {
            throw new AssertionError("fewer than " + atLeast + " bytes came in: " + text());
          }
          return copy();
        });
  }

  private byte[] copy() {
    if (bytesReceived > kept.size()) {
      throw new IllegalStateException(
          "connection "
              + number
              + " received "
              + bytesReceived
              + " bytes, more than fits into the "
              + bound.most()
              + " that its peer keeps; allow more by EchoPeer.keep(...)");
    }
    return kept.toByteArray();
  }

  /**
   * How many bytes came in so far, whether kept or not.
   *
   * <pre>{@code
   * assertEquals(1_000_000_000, peer.connection(0).bytesReceived());
   * }</pre>
   */
  public long bytesReceived() {
    return changes.read(() -> bytesReceived);
  }

  /**
   * How many bytes were handed to the kernel for the client. The number may be up to a second old
   * while the connection is open, and is exact once it is closed. It can exceed the number of bytes
   * that came in, for example with the fault {@code greet}.
   *
   * <pre>{@code
   * assertEquals(64 * 1024, peer.connection(0).bytesSent());
   * }</pre>
   */
  public long bytesSent() {
    return changes.read(this::sent);
  }

  private long sent() {
    return end == null ? Objects.requireNonNull(open).bytesOut() : end.bytesSent;
  }

  /**
   * Whether it is open.
   *
   * <pre>{@code
   * assertTrue(peer.connection(0).isOpen(), "the pool keeps its connection");
   * }</pre>
   */
  public boolean isOpen() {
    return changes.read(() -> end == null);
  }

  /**
   * The side that ended the connection first, with a FIN or a reset. Waits until it is closed.
   *
   * <pre>{@code
   * assertEquals(Side.SERVER, peer.connection(0).closedBy());
   * }</pre>
   *
   * @throws AssertionError if it is still open when the timeout expires
   */
  public Side closedBy() {
    return side(closing());
  }

  /**
   * Why it ended. Waits until it is closed. The reasons are those of the server's log, where "peer"
   * means the client: {@code peer-closed} means that the client closed the connection and got its
   * whole echo.
   *
   * <pre>{@code
   * assertEquals(CloseReason.RESET, peer.connection(0).reason());
   * }</pre>
   *
   * @throws AssertionError if it is still open when the timeout expires
   */
  public CloseReason reason() {
    return closing().reason();
  }

  private Closing closing() {
    changes.await(() -> end != null, Changes.TIMEOUT);
    return changes.read(
        () -> {
          if (end == null) {
            throw new AssertionError(
                "not closed within " + Changes.TIMEOUT.toSeconds() + " s: " + text());
          }
          return end.closing;
        });
  }

  private static Side side(Closing closing) {
    return closing.first() == Closing.Side.PEER ? Side.CLIENT : Side.SERVER;
  }

  /**
   * The faults that have acted on this connection, at most the first 16.
   *
   * <pre>{@code
   * assertEquals(64 * 1024, peer.connection(0).hits().get(0).at());
   * }</pre>
   */
  public List<FaultHit> hits() {
    return changes.read(this::hitsNow);
  }

  private List<FaultHit> hitsNow() {
    return end == null ? Objects.requireNonNull(open).faultHits() : end.hits;
  }

  /**
   * What its TLS handshake negotiated: version, cipher suite and server name.
   *
   * <pre>{@code
   * assertEquals("TLSv1.3", peer.connection(0).tls().version());
   * }</pre>
   *
   * @return null without TLS
   */
  public @Nullable TlsInfo tls() {
    return changes.read(() -> end == null ? Objects.requireNonNull(open).tls() : end.tls);
  }

  /**
   * Makes a fault act on this connection now: {@code cut(0)}, {@code reset()}, {@code stall(0)} or
   * {@code noread()}. May return before the fault has acted.
   *
   * <pre>{@code
   * peer.connection(0).fault(reset());
   * }</pre>
   *
   * @throws IllegalArgumentException if it is another fault, or one that acts later
   * @throws IllegalStateException if the connection is closed
   */
  public void fault(Fault what) {
    boolean actsNow =
        what.amount() == 0 && what.time() == null && what.scope().equals(FaultScope.ALWAYS);
    String word = actsNow ? what.word().toString() : what.toString();
    Connection connection = changes.read(() -> open);
    if (connection == null || !faults.act(connection.id(), word)) {
      throw new IllegalStateException("it is closed: " + this);
    }
  }

  /** Everything about it on one line, and the bytes that came first. */
  @Override
  public String toString() {
    return changes.read(this::text);
  }

  private String text() {
    StringBuilder text = new StringBuilder("connection ").append(number).append(" from ");
    text.append(client).append(": received ").append(bytesReceived);
    text.append(", sent ").append(sent());
    for (FaultHit hit : hitsNow()) {
      text.append("; ").append(hit.word()).append(" at byte ").append(hit.at());
    }
    if (end == null) {
      text.append("; open");
    } else {
      text.append("; closed by the ").append(side(end.closing)).append(" after ");
      text.append(Duration.ofNanos(end.atNs - openedAtNs).toMillis()).append(" ms (");
      text.append(end.closing.reason()).append(')');
    }
    return bytesReceived == 0 ? text.toString() : text + "; received " + start();
  }

  private String start() {
    byte[] bytes = kept.toByteArray();
    String shown = QuotedBytes.of(bytes, SHOWN_BYTES);
    return bytesReceived > Math.min(bytes.length, SHOWN_BYTES) ? shown + "..." : shown;
  }
}
