package dev.echo7.fault;

import dev.echo7.net.Transport;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The faults of an endpoint in the order in which they act, with their seed and queue.
 *
 * <pre>{@code
 * Faults.of(Fault.delay(Duration.ofMillis(50)), Fault.cut(64 * 1024)).seed(7)
 * Faults.parse("delay=50ms&cut=64k&seed=7")   // the same
 * }</pre>
 */
public final class Faults {
  /** No faults: the endpoint echoes correctly. */
  public static final Faults NONE = new Faults(List.of(), null, null, 256 * 1024L);

  private static final int MOST = 32;
  private static final long LEAST_QUEUE = 1024;
  private static final long MOST_QUEUE = 1L << 30;

  /** If there are several of one kind, only the first that includes the connection acts on it. */
  private static final Set<FaultWord> FIRST_ONLY =
      EnumSet.of(FaultWord.CERT, FaultWord.HANDSHAKE, FaultWord.TRUNCATE);

  private final List<Fault> list;
  private final @Nullable Long seed;
  private final @Nullable Long connection;
  private final long queueBytes;

  private Faults(
      List<Fault> list, @Nullable Long seed, @Nullable Long connection, long queueBytes) {
    this.list = list;
    this.seed = seed;
    this.connection = connection;
    this.queueBytes = queueBytes;
  }

  /** These faults, in this order. */
  public static Faults of(Fault... faults) {
    return of(List.of(faults));
  }

  /** These faults, in this order. */
  public static Faults of(List<Fault> faults) {
    if (faults.size() > MOST) {
      throw new IllegalArgumentException("at most " + MOST + " faults per endpoint");
    }
    Map<FaultWord, Fault> decided = new EnumMap<>(FaultWord.class);
    for (Fault fault : faults) {
      FaultWord word = fault.word();
      if (decided.containsKey(word)) {
        throw new IllegalArgumentException(
            "'" + fault + "' never acts after '" + decided.get(word) + "'; omit one of them");
      }
      if (FIRST_ONLY.contains(word) && fault.scope().equals(FaultScope.ALWAYS)) {
        decided.put(word, fault);
      }
    }
    if (faults.size() > 1
        && faults.stream().anyMatch(fault -> fault.word() == FaultWord.NOACCEPT)) {
      throw new IllegalArgumentException(
          "noaccept leaves no connection for another fault; omit one of them");
    }
    return new Faults(List.copyOf(faults), NONE.seed, NONE.connection, NONE.queueBytes);
  }

  /**
   * Reads the query of an endpoint, without its question mark.
   *
   * @throws IllegalArgumentException if it cannot be read; the message is one line with the cure
   */
  public static Faults parse(String query) {
    FaultParser parser = new FaultParser(query);
    Faults faults = of(parser.list());
    Long number = parser.seed();
    Long nth = parser.connection();
    if (number != null) {
      faults = nth == null ? faults.seed(number) : faults.seed(number, nth);
    }
    return parser.queueBytes() == null ? faults : faults.queue(parser.queueBytes());
  }

  /** {@code seed=7}: the same faults at the same bytes as another run with this seed. */
  public Faults seed(long number) {
    return new Faults(list, number, null, queueBytes);
  }

  /** {@code seed=7:17}: every connection behaves as the 17th of a run with this seed. */
  public Faults seed(long number, long nthConnection) {
    if (nthConnection < 1) {
      throw new IllegalArgumentException("connections are counted from 1; write seed=7:1");
    }
    return new Faults(list, number, nthConnection, queueBytes);
  }

  /**
   * {@code queue=256k}: the maximum number of bytes of a connection that wait in its delays and
   * rates; for datagrams, the maximum memory for all that wait at the endpoint, each counted as at
   * least 256 bytes.
   */
  public Faults queue(long bytes) {
    if (bytes < LEAST_QUEUE || bytes > MOST_QUEUE) {
      throw new IllegalArgumentException("queue must be 1k to 1g; write queue=256k");
    }
    return new Faults(list, seed, connection, bytes);
  }

  /**
   * Checks that an endpoint with this transport can have these faults and this seed.
   *
   * @throws IllegalArgumentException if it cannot; the message is one line with the cure
   */
  public void check(Transport transport) {
    for (Fault fault : list) {
      FaultWord word = fault.word();
      if (!word.isFor(transport)) {
        throw new IllegalArgumentException(
            "'"
                + word
                + "' is for "
                + word.place()
                + ", not for "
                + transport
                + "; that has "
                + FaultWord.wordsFor(transport));
      }
    }
    if (connection != null && transport == Transport.UDP) {
      throw new IllegalArgumentException(
          "'seed="
              + seed
              + ":"
              + connection
              + "' is a connection, and UDP has none; write seed="
              + seed);
    }
  }

  public List<Fault> list() {
    return list;
  }

  public boolean isEmpty() {
    return list.isEmpty();
  }

  /** The first fault of a kind; null if there is none. */
  public @Nullable Fault first(FaultWord word) {
    return list.stream().filter(fault -> fault.word() == word).findFirst().orElse(null);
  }

  /** The seed; null if none was given. */
  public @Nullable Long seed() {
    return seed;
  }

  /**
   * The connection number of {@code seed=7:17}, as which every connection behaves; null if none was
   * given.
   */
  public @Nullable Long connection() {
    return connection;
  }

  /** How many bytes of a connection, or of all datagrams, may wait in delays and rates. */
  public long queueBytes() {
    return queueBytes;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Faults faults && toString().equals(faults.toString());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }

  /** The query that {@link #parse} reads back; empty for {@link #NONE}. */
  @Override
  public String toString() {
    List<String> words = new ArrayList<>(list.stream().map(Fault::toString).toList());
    if (queueBytes != NONE.queueBytes) {
      words.add("queue=" + FaultText.bytes(queueBytes));
    }
    if (seed != null) {
      words.add("seed=" + seed + (connection == null ? "" : ":" + connection));
    }
    return words.stream().collect(Collectors.joining("&"));
  }
}
