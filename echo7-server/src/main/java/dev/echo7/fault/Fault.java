package dev.echo7.fault;

import dev.echo7.net.Cidr;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * One fault: a word of the query of an endpoint, with its value and its scope.
 *
 * <pre>{@code
 * Fault.cut(64 * 1024).chance(0.1).from(Cidr.parse("10.0.0.0/8"))   // cut=64k&chance=10%&from=10.0.0.0/8
 * }</pre>
 */
public final class Fault {
  private static final int LONGEST_GREETING = 16 * 1024;

  /** RFC 8446, section 5.1. */
  private static final int LONGEST_RECORD = 16 * 1024;

  private final FaultWord word;
  private final Value value;
  private final FaultScope scope;

  private Fault(FaultWord word, Value value, FaultScope scope) {
    this.word = word;
    this.value = value;
    this.scope = scope;
  }

  /**
   * The value after the equals sign of a word.
   *
   * @param text the value as written; empty for none
   */
  private record Value(
      String text,
      long amount,
      @Nullable Duration time,
      Duration jitter,
      double share,
      @Nullable Enum<?> kind) {
    private static final Value NONE = of("", 0);

    static Value of(String text, long amount) {
      return new Value(text, amount, null, Duration.ZERO, 1, null);
    }

    static Value of(String text, Duration time, Duration jitter) {
      return new Value(text, 0, time, jitter, 1, null);
    }

    static Value of(String text, double share) {
      return new Value(text, 0, null, Duration.ZERO, share, null);
    }

    static Value of(Enum<?> kind) {
      return new Value(kind.toString(), 0, null, Duration.ZERO, 1, kind);
    }
  }

  private static Fault of(FaultWord word, Value value) {
    return new Fault(word, value, FaultScope.ALWAYS);
  }

  private static Fault amount(
      FaultWord word, long amount, long least, LongFunction<String> toText) {
    if (amount < least) {
      throw new IllegalArgumentException(
          word + " must be at least " + least + "; write " + word.example());
    }
    return of(word, Value.of(toText.apply(amount), amount));
  }

  private static Fault time(FaultWord word, Duration time) {
    checked(word, time);
    return of(word, Value.of(FaultText.time(time), time, Duration.ZERO));
  }

  private static Fault share(FaultWord word, double share) {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException(
          word + " must be above 0% and at most 100%; write " + word.example());
    }
    return of(word, Value.of(share == 1 ? "" : FaultText.percent(share), share));
  }

  private static void checked(FaultWord word, Duration time) {
    if (time.isNegative() || time.compareTo(FaultText.LONGEST) > 0) {
      throw new IllegalArgumentException(word + " must be 0 to 24h");
    }
  }

  /** Empty for 0: then the word is written alone. */
  private static String bytesIfAny(long bytes) {
    return bytes == 0 ? "" : FaultText.bytes(bytes);
  }

  /** {@code delay=50ms}: each byte, or each datagram, comes this much later. */
  public static Fault delay(Duration time) {
    return delay(time, Duration.ZERO);
  }

  /**
   * {@code delay=50ms±10ms}: the same, by {@code time} plus or minus up to {@code jitter}, evenly
   * distributed; bytes keep their order, datagrams need not.
   */
  public static Fault delay(Duration time, Duration jitter) {
    checked(FaultWord.DELAY, time);
    if (jitter.isNegative() || jitter.compareTo(time) > 0) {
      throw new IllegalArgumentException(
          "the jitter of delay must not be longer than delay itself; write delay=50ms±10ms");
    }
    String spread = jitter.isZero() ? "" : "±" + FaultText.time(jitter);
    return of(FaultWord.DELAY, Value.of(FaultText.time(time) + spread, time, jitter));
  }

  /** {@code rate=64k/s}: at most this many bytes per second. */
  public static Fault rate(long bytesPerSecond) {
    return amount(FaultWord.RATE, bytesPerSecond, 1, FaultText::rate);
  }

  /** The same in a larger unit: {@code rate(64, KIB)}. */
  public static Fault rate(long perSecond, ByteUnit unit) {
    return rate(unit.bytes(perSecond));
  }

  /** {@code slice=N}: segments of this many bytes. */
  public static Fault slice(long bytes) {
    return amount(FaultWord.SLICE, bytes, 1, FaultText::bytes);
  }

  /** {@code cut=N}: this many bytes, then the server's FIN. */
  public static Fault cut(long bytes) {
    return amount(FaultWord.CUT, bytes, 0, FaultText::bytes);
  }

  /** The same in a larger unit: {@code cut(64, KIB)}. */
  public static Fault cut(long count, ByteUnit unit) {
    return cut(unit.bytes(count));
  }

  /** {@code cut=T}: the server's FIN after this time. */
  public static Fault cut(Duration time) {
    return time(FaultWord.CUT, time);
  }

  /** {@code reset}: a reset at once. */
  public static Fault reset() {
    return reset(0);
  }

  /** {@code reset=N}: this many bytes, then a reset. */
  public static Fault reset(long bytes) {
    return amount(FaultWord.RESET, bytes, 0, Fault::bytesIfAny);
  }

  /** The same in a larger unit: {@code reset(64, KIB)}. */
  public static Fault reset(long count, ByteUnit unit) {
    return reset(unit.bytes(count));
  }

  /** {@code reset=T}: a reset after this time. */
  public static Fault reset(Duration time) {
    return time(FaultWord.RESET, time);
  }

  /** {@code close=half}: the server's FIN after the first echo. */
  public static Fault closeHalf() {
    return of(FaultWord.CLOSE, Value.of("half", 0));
  }

  /** {@code stall=N}: this many bytes, then silence. */
  public static Fault stall(long bytes) {
    return amount(FaultWord.STALL, bytes, 0, Fault::bytesIfAny);
  }

  /** The same in a larger unit: {@code stall(64, KIB)}. */
  public static Fault stall(long count, ByteUnit unit) {
    return stall(unit.bytes(count));
  }

  /** {@code noread}: the server reads nothing. */
  public static Fault noread() {
    return of(FaultWord.NOREAD, Value.NONE);
  }

  /**
   * {@code noaccept}: the server accepts no connection; from the second one on, connect times out.
   */
  public static Fault noaccept() {
    return of(FaultWord.NOACCEPT, Value.NONE);
  }

  /** {@code corrupt=1/N}: each byte has one bit flipped with probability 1/N. */
  public static Fault corrupt(long oneIn) {
    return amount(FaultWord.CORRUPT, oneIn, 1, n -> "1/" + n);
  }

  /**
   * {@code swap=1/N}: at each byte, with probability 1/N, a few bytes of another connection replace
   * its own.
   */
  public static Fault swap(long oneIn) {
    return amount(FaultWord.SWAP, oneIn, 1, n -> "1/" + n);
  }

  /** {@code greet=TEXT}: the server sends this first, in UTF-8. */
  public static Fault greet(String text) {
    return greet(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The same with any bytes. */
  public static Fault greet(byte[] bytes) {
    if (bytes.length == 0 || bytes.length > LONGEST_GREETING) {
      throw new IllegalArgumentException(
          "greet must be 1 to " + LONGEST_GREETING + " bytes; write greet=hello%0A");
    }
    return of(FaultWord.GREET, Value.of(FaultText.encoded(bytes), 0));
  }

  /** {@code drop=5%}: datagrams are not answered with this probability. */
  public static Fault drop(double share) {
    return share(FaultWord.DROP, share);
  }

  /**
   * {@code dup=5%}: datagrams are answered twice with this probability, never more often. Each
   * reply counts towards the rate of its source.
   */
  public static Fault dup(double share) {
    return share(FaultWord.DUP, share);
  }

  /**
   * {@code reorder=5%}: datagrams are answered after the next one of their source with this
   * probability, or after 100 ms if none comes. Of two consecutive datagrams, only one waits for
   * the other.
   */
  public static Fault reorder(double share) {
    return share(FaultWord.REORDER, share);
  }

  /**
   * {@code truncate}: the server's FIN without a close_notify, after the last echo, however the
   * connection ends: by the client's close_notify, {@code cut}, or a limit.
   */
  public static Fault truncate() {
    return of(FaultWord.TRUNCATE, Value.NONE);
  }

  /**
   * A certificate that a client must reject for exactly one reason. In all else it is correct: it
   * is for the names of the machine and valid now. It is issued by the server's own certificate if
   * that is a CA, as the self-signed one is, or else by a new CA whose certificate ends the chain.
   */
  public enum Certificate {
    /** It expired a day ago. */
    EXPIRED,
    /** It becomes valid in a day. */
    NOT_YET,
    /** It is for {@code wrong-host.invalid}. */
    WRONG_HOST,
    /** It is issued by a CA whose certificate is neither known nor sent. */
    UNKNOWN_CA;

    /** {@code not-yet}. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * {@code cert=expired}: such a certificate, made at each start and again every 12 hours. Of
   * several, the first one that includes a connection acts on it.
   */
  public static Fault certificate(Certificate kind) {
    return of(FaultWord.CERT, Value.of(kind));
  }

  /** What goes wrong in a TLS handshake. The handshake timeout of 10 s still applies. */
  public enum Handshake {
    /** The ClientHello gets no answer. */
    STALL,
    /** The answer comes a byte per 100 ms. */
    SLOW,
    /** The answer is a fatal alert, handshake_failure. */
    ALERT;

    /** {@code stall}. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** {@code handshake=stall}: such a handshake. */
  public static Fault handshake(Handshake kind) {
    return of(FaultWord.HANDSHAKE, Value.of(kind));
  }

  /**
   * {@code record=N}: TLS records of this many bytes; the last record of the data from one read may
   * be shorter. While the peer does not read, each record takes at least 256 bytes of memory.
   */
  public static Fault record(long bytes) {
    if (bytes > LONGEST_RECORD) {
      throw new IllegalArgumentException("record must be at most 16k; write record=1");
    }
    return amount(FaultWord.RECORD, bytes, 1, FaultText::bytes);
  }

  private Fault with(FaultScope other) {
    if (word.isOfEndpoint()) {
      throw new IllegalArgumentException(
          word
              + " is the same for all connections of an endpoint; omit chance, after, for and from");
    }
    if (word.isOfHandshake() && other.isOfAWindow()) {
      throw new IllegalArgumentException(
          word + " acts before the first byte of a connection; omit after and for");
    }
    return new Fault(word, value, other);
  }

  /** {@code chance=10%}: only on this share of the connections, or of the datagrams. */
  public Fault chance(double probability) {
    return with(scope.withChance(probability));
  }

  /**
   * {@code after=N}: only after this many bytes of a connection's echo, or after this many
   * datagrams of a source.
   */
  public Fault after(long bytes) {
    return with(scope.withAfter(bytes));
  }

  /**
   * {@code after=T}: only once this time has passed since the connection began; for datagrams,
   * since the endpoint was given the fault.
   */
  public Fault after(Duration delay) {
    return with(scope.withAfter(delay));
  }

  /** {@code for=T}: only for this time from when it begins to act. */
  public Fault during(Duration limit) {
    return with(scope.withDuration(limit));
  }

  /** {@code from=CIDR}: only for peers in this network. */
  public Fault from(Cidr network) {
    return with(scope.withFrom(network));
  }

  public FaultWord word() {
    return word;
  }

  /** Its number: bytes, bytes per second, or the N of 1/N; 0 if it has a time instead. */
  public long amount() {
    return value.amount;
  }

  /** Its time, for {@code delay}, and where one was given for {@code cut} or {@code reset}. */
  public @Nullable Duration time() {
    return value.time;
  }

  /** The most by which {@link #time} varies, up or down. */
  public Duration jitter() {
    return value.jitter;
  }

  /** The probability of a fault of datagrams. */
  public double share() {
    return value.share;
  }

  /** The bytes of {@code greet}. */
  public byte[] text() {
    return FaultText.decoded(value.text);
  }

  /** The kind of {@code cert}. */
  public Certificate certificate() {
    return (Certificate) Objects.requireNonNull(value.kind);
  }

  /** The kind of {@code handshake}. */
  public Handshake handshake() {
    return (Handshake) Objects.requireNonNull(value.kind);
  }

  /**
   * Whether it waits until the peer's kernel has acknowledged everything sent before, as a reset
   * after a number of bytes or a time does. This needs epoll and Java 22 or later.
   */
  public boolean waitsForDelivery() {
    return word == FaultWord.RESET
        && (value.amount > 0 || value.time != null || scope.afterBytes() > 0);
  }

  /** When and for whom it acts. */
  public FaultScope scope() {
    return scope;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Fault fault && toString().equals(fault.toString());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }

  /** As in a query: {@code cut=64k&chance=10%}. */
  @Override
  public String toString() {
    return word + (value.text.isEmpty() ? "" : "=" + value.text) + scope;
  }
}
