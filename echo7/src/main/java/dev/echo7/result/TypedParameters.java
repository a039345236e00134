package dev.echo7.result;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a load for JSON: numbers, with their unit in the name. In {@link LoadHead} and
 * in logs they are texts for people, which do not change, so the numbers are read from these texts.
 * The texts of earlier versions are understood, too.
 *
 * <p>A text that is not understood stays a text: a log may hold anything. Any thread.
 */
public final class TypedParameters {
  private static final String DIFFERENT = "different: ";
  private static final Pattern AROUND_VALUE =
      Pattern.compile("^(different: )+|( \\([0-9]+ machines?\\))+$");
  private static final Pattern NOT_SHOWN = Pattern.compile("and [0-9]+ more");

  private static final Pattern WHOLE = Pattern.compile("[0-9]{1,18}");
  private static final Pattern CONNECTIONS = Pattern.compile("(.*), opened in (.*)");
  private static final Pattern RATE =
      Pattern.compile("([0-9]{1,18}(?:\\.[0-9]{1,9})?)/s(?:, (.*))?");
  private static final Pattern FRAME = Pattern.compile("(.*) bytes?");
  private static final Pattern TIME =
      Pattern.compile("([0-9]{1,18}(?:\\.[0-9]{1,9})?) ?(ns|us|ms|s)");

  private final SequencedMap<String, SequencedSet<@Nullable Object>> values = new LinkedHashMap<>();

  private TypedParameters(LoadHead head) {
    head.parameters().forEach((name, text) -> texts(text).forEach(each -> take(name, each)));
  }

  /**
   * The parameters of loads that are reported as one.
   *
   * @param heads of all machines or logs; at least one
   * @return values by name; a list of all different values where the machines differ, with null for
   *     those whose log does not state one
   */
  public static Map<String, Object> of(Collection<LoadHead> heads) {
    List<TypedParameters> all = heads.stream().map(TypedParameters::new).toList();
    SequencedSet<String> names = new LinkedHashSet<>();
    all.forEach(each -> names.addAll(each.values.keySet()));
    Map<String, Object> joined = new LinkedHashMap<>();
    for (String name : names) {
      SequencedSet<@Nullable Object> different = new LinkedHashSet<>();
      for (TypedParameters each : all) {
        SequencedSet<@Nullable Object> stated = each.values.get(name);
        if (stated == null) {
          different.add(null);
        } else {
          different.addAll(stated);
        }
      }
      Object only = different.getFirst();
      joined.put(name, different.size() == 1 && only != null ? only : new ArrayList<>(different));
    }
    return joined;
  }

  /** The values in a text, of which {@link LoadJoin} makes one where machines differ. */
  private static Stream<String> texts(String text) {
    return text.startsWith(DIFFERENT)
        ? Stream.of(text.split("; ", -1))
            .map(each -> AROUND_VALUE.matcher(each).replaceAll(""))
            .filter(each -> !NOT_SHOWN.matcher(each).matches())
        : Stream.of(text);
  }

  private void take(String name, String text) {
    switch (name) {
      case "endpoint", "address" -> put(name, text);
      case "connections" -> takeConnections(text);
      case "opened in" -> put("openedInSeconds", seconds(text));
      case "rate" -> takeRate(text);
      case "frame" -> put("frameBytes", bytes(text));
      case "reconnect" -> put("reconnect", text.equals("each frame") ? (Object) true : text);
      case "duration" -> takeDuration(text);
      case "warm-up" -> put("warmupSeconds", seconds(text));
      case "ramp" -> put("rampSeconds", seconds(text));
      case "patience" -> put("timeoutSeconds", seconds(text));
      default -> put(camelCase(name), whole(text));
    }
  }

  private void put(String name, Object value) {
    values
        .computeIfAbsent(name, each -> new LinkedHashSet<@Nullable Object>())
        .add(value.equals(LoadJoin.NOT_STATED) ? null : value);
  }

  /** {@code 10}; {@code 10, opened in 38.05 ms} in the first logs. */
  private void takeConnections(String text) {
    Matcher both = CONNECTIONS.matcher(text);
    if (both.matches()) {
      put("connections", whole(both.group(1)));
      put("openedInSeconds", seconds(both.group(2)));
    } else {
      put("connections", whole(text));
    }
  }

  /** {@code 200/s, constant spacing}; a closed loop has no rate. */
  private void takeRate(String text) {
    Matcher rate = RATE.matcher(text);
    if (rate.matches()) {
      put("ratePerSecond", new BigDecimal(rate.group(1)).stripTrailingZeros());
      String spacing = rate.group(2);
      if (spacing != null) {
        boolean isRandom = spacing.toLowerCase(Locale.ROOT).contains("poisson");
        put("arrivals", isRandom ? "poisson" : "constant");
      }
    } else if (!text.contains("closed loop")) {
      put("ratePerSecond", text);
    }
  }

  /** {@code 10 s}; {@code unlimited} if only a number of frames ends the load. */
  private void takeDuration(String text) {
    if (!text.equals("unlimited")) {
      put("durationSeconds", seconds(text));
    }
  }

  private static Object bytes(String text) {
    Matcher frame = FRAME.matcher(text);
    return whole(frame.matches() ? frame.group(1) : text);
  }

  private static Object whole(String text) {
    return WHOLE.matcher(text).matches() ? (Object) Long.valueOf(text) : text;
  }

  /** {@code 0}, {@code 200 ms}, {@code 38.05 ms}. */
  private static Object seconds(String text) {
    if (text.equals("0")) {
      return BigDecimal.ZERO;
    }
    Matcher time = TIME.matcher(text);
    if (!time.matches()) {
      return text;
    }
    int digits =
        switch (time.group(2)) {
          case "ns" -> 9;
          case "us" -> 6;
          case "ms" -> 3;
          default -> 0;
        };
    return new BigDecimal(time.group(1)).movePointLeft(digits).stripTrailingZeros();
  }

  /** {@code warm-up} becomes {@code warmUp}. */
  private static String camelCase(String name) {
    StringBuilder key = new StringBuilder();
    for (String word : name.split("[^A-Za-z0-9]+", -1)) {
      if (!word.isEmpty()) {
        String first = word.substring(0, 1);
        key.append(key.isEmpty() ? first : first.toUpperCase(Locale.ROOT));
        key.append(word.substring(1));
      }
    }
    return key.isEmpty() ? name : key.toString();
  }
}
