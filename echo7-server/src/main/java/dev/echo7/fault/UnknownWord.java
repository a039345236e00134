package dev.echo7.fault;

import dev.echo7.net.failure.NearWords;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Suggests which word was probably meant by an unknown one: a word with a similar spelling, or the
 * one for what another tool calls by this name.
 */
final class UnknownWord {
  /** Words of toxiproxy, of netem, and of people. */
  private static final Map<String, FaultWord> ELSEWHERE =
      Map.ofEntries(
          Map.entry("lag", FaultWord.DELAY),
          Map.entry("latency", FaultWord.DELAY),
          Map.entry("jitter", FaultWord.DELAY),
          Map.entry("bandwidth", FaultWord.RATE),
          Map.entry("throttle", FaultWord.RATE),
          Map.entry("slicer", FaultWord.SLICE),
          Map.entry("fin", FaultWord.CUT),
          Map.entry("limit_data", FaultWord.CUT),
          Map.entry("rst", FaultWord.RESET),
          Map.entry("reset_peer", FaultWord.RESET),
          Map.entry("hang", FaultWord.STALL),
          Map.entry("timeout", FaultWord.STALL),
          Map.entry("banner", FaultWord.GREET),
          Map.entry("loss", FaultWord.DROP),
          Map.entry("duplicate", FaultWord.DUP));

  /** The words of a query that are no faults; the last one is of Unix sockets. */
  private static final List<String> OTHERS =
      List.of("chance", "after", "for", "from", "seed", "queue", "mode");

  private UnknownWord() {}

  /** The message, in one line. */
  static String message(String name) {
    List<String> meant = meant(name);
    return "unknown fault '"
        + name
        + "'"
        + (meant.isEmpty()
            ? "; the faults are " + String.join(", ", faults().toList())
            : ": did you mean " + String.join(" or ", meant) + "?");
  }

  private static List<String> meant(String name) {
    FaultWord elsewhere = ELSEWHERE.get(name);
    return elsewhere == null
        ? NearWords.of(
            name,
            Stream.concat(faults(), OTHERS.stream())
                .filter(known -> !known.equals(name))
                .collect(Collectors.toList()))
        : List.of(elsewhere.toString());
  }

  private static Stream<String> faults() {
    return Arrays.stream(FaultWord.values()).map(FaultWord::toString);
  }
}
