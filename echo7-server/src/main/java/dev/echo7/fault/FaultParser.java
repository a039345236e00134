package dev.echo7.fault;

import dev.echo7.net.Cidr;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The grammar of faults. For one query.
 *
 * <pre>
 * query   = word *( "&amp;" word )
 * word    = fault | scope | "seed=" number [ ":" number ] | "queue=" bytes
 * fault   = "delay=" time [ ( "±" | "+-" ) time ] | "rate=" rate | "cut=" ( bytes | time ) | ...
 * scope   = "chance=" percent | "after=" ( bytes | time ) | "for=" time | "from=" cidr
 * time    = number ( "us" | "ms" | "s" | "min" | "h" )     bytes = number [ "k" | "m" | "g" ]
 * percent = number "%"                                     rate  = number [ "k" | "m" | "g" ] "/s"
 * </pre>
 *
 * A scope belongs to the fault before it.
 */
final class FaultParser {
  private static final Pattern SEED = Pattern.compile("(-?[0-9]{1,18})(?::([1-9][0-9]{0,17}))?");
  private static final Pattern SPREAD = Pattern.compile("(.*?)(?:±|\\+-)(.*)");

  private final List<Fault> list = new ArrayList<>();
  private @Nullable Long seed;
  private @Nullable Long connection;
  private @Nullable Long queueBytes;

  /**
   * Reads a query.
   *
   * @throws IllegalArgumentException if it cannot be read; the message is one line with the cure
   */
  FaultParser(String query) {
    if (!query.isEmpty()) {
      for (String word : query.split("&", -1)) {
        take(word);
      }
    }
  }

  List<Fault> list() {
    return list;
  }

  @Nullable Long seed() {
    return seed;
  }

  @Nullable Long connection() {
    return connection;
  }

  @Nullable Long queueBytes() {
    return queueBytes;
  }

  private void take(String word) {
    int equals = word.indexOf('=');
    String name = (equals < 0 ? word : word.substring(0, equals)).toLowerCase(Locale.ROOT);
    String value = equals < 0 ? "" : word.substring(equals + 1);
    switch (name) {
      case "" ->
          throw new IllegalArgumentException(
              "a fault is missing beside a '&'; write ?delay=50ms&cut=64k");
      case "chance" -> scope(name, fault -> fault.chance(FaultText.percent(value)));
      case "after" ->
          scope(
              name,
              fault ->
                  FaultText.isBytesNotTime(value)
                      ? fault.after(FaultText.bytes(value))
                      : fault.after(FaultText.time(value)));
      case "for" -> scope(name, fault -> fault.during(FaultText.time(value)));
      case "from" -> scope(name, fault -> fault.from(Cidr.parse(value)));
      case "seed" -> seed(value);
      case "queue" -> queueBytes = FaultText.bytes(value);
      default -> list.add(fault(name, value));
    }
  }

  private void scope(String name, UnaryOperator<Fault> change) {
    if (list.isEmpty()) {
      throw new IllegalArgumentException(
          "'" + name + "' belongs to the fault before it; write cut=64k&" + name + "=...");
    }
    list.set(list.size() - 1, change.apply(list.get(list.size() - 1)));
  }

  private void seed(String value) {
    Matcher matcher = SEED.matcher(value);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'"
              + value
              + "' is not a seed; write seed=7, or seed=7:17 for connection 17 of that run");
    }
    seed = Long.valueOf(matcher.group(1));
    connection = matcher.group(2) == null ? null : Long.valueOf(matcher.group(2));
  }

  private static Fault fault(String name, String value) {
    FaultWord word =
        Arrays.stream(FaultWord.values())
            .filter(each -> each.toString().equals(name))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException(UnknownWord.message(name)));
    return switch (word) {
      case DELAY -> delay(value);
      case RATE -> Fault.rate(FaultText.rate(value));
      case SLICE -> Fault.slice(FaultText.bytes(value));
      case CUT -> bytesOrTime(needed(word, value), Fault::cut, Fault::cut);
      case RESET ->
          value.isEmpty() ? Fault.reset() : bytesOrTime(value, Fault::reset, Fault::reset);
      case CLOSE -> half(value);
      case STALL -> Fault.stall(value.isEmpty() ? 0 : FaultText.bytes(value));
      case NOREAD -> bare(word, value, Fault.noread());
      case NOACCEPT -> bare(word, value, Fault.noaccept());
      case CORRUPT -> Fault.corrupt(FaultText.oneIn(needed(word, value)));
      case SWAP -> Fault.swap(FaultText.oneIn(needed(word, value)));
      case GREET -> Fault.greet(FaultText.decoded(value));
      case DROP -> Fault.drop(share(value));
      case DUP -> Fault.dup(share(value));
      case REORDER -> Fault.reorder(share(value));
      case TRUNCATE -> bare(word, value, Fault.truncate());
      case CERT -> Fault.certificate(oneOf(word, value, Fault.Certificate.class));
      case HANDSHAKE -> Fault.handshake(oneOf(word, value, Fault.Handshake.class));
      case RECORD -> Fault.record(FaultText.bytes(needed(word, value)));
    };
  }

  private static Fault delay(String value) {
    Matcher spread = SPREAD.matcher(value);
    if (!spread.matches() && value.indexOf('+') > 0) {
      throw new IllegalArgumentException(
          "'" + value + "' is not a delay; write 50ms±10ms or 50ms+-10ms");
    }
    return spread.matches()
        ? Fault.delay(FaultText.time(spread.group(1)), FaultText.time(spread.group(2)))
        : Fault.delay(FaultText.time(value));
  }

  private static Fault bytesOrTime(
      String value, Function<Long, Fault> ofBytes, Function<Duration, Fault> ofTime) {
    return FaultText.isBytesNotTime(value)
        ? ofBytes.apply(FaultText.bytes(value))
        : ofTime.apply(FaultText.time(value));
  }

  private static Fault half(String value) {
    if (!value.equalsIgnoreCase("half")) {
      throw new IllegalArgumentException("'close=" + value + "' is unknown; write close=half");
    }
    return Fault.closeHalf();
  }

  private static double share(String value) {
    return value.isEmpty() ? 1 : FaultText.percent(value);
  }

  private static String needed(FaultWord word, String value) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("'" + word + "' needs a value; write " + word.example());
    }
    return value;
  }

  private static Fault bare(FaultWord word, String value, Fault fault) {
    if (!value.isEmpty()) {
      throw new IllegalArgumentException("'" + word + "' has no value; write " + word + " alone");
    }
    return fault;
  }

  private static <E extends Enum<E>> E oneOf(FaultWord word, String value, Class<E> type) {
    List<E> kinds = List.of(type.getEnumConstants());
    Optional<E> known =
        kinds.stream().filter(kind -> kind.toString().equalsIgnoreCase(value)).findFirst();
    return known.orElseThrow(
        () ->
            new IllegalArgumentException(
                "'"
                    + word
                    + "="
                    + value
                    + "' is unknown; the values are "
                    + kinds.stream().map(Enum::toString).collect(Collectors.joining(", "))));
  }
}
