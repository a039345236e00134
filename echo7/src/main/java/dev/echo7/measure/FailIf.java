package dev.echo7.measure;

import dev.echo7.text.TimeText;
import dev.echo7.text.TimeUnits;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Thresholds of a run: {@code p99>5ms,loss>0.1%,corrupt>0}.
 *
 * <pre>
 * thresholds = term { "," term }
 * term       = [ ( "service" | "response" | "lateness" ) "." ] time op number unit
 *            | "loss" op number "%" | count op number [ "k" | "m" ] | "rate" op rate
 * rate       = number [ "k" | "m" ] [ "/s" ]
 * unit       = "ns" | "us" | "ms" | "s" | "m" | "min" | "h" | "d"
 * time       = "p" 0..100 | "min" | "avg" | "max" | "mdev"
 * op         = "&gt;" | "&lt;" | "&gt;=" | "&lt;="
 * </pre>
 *
 * <p>The case of letters and blanks around an operator do not matter. Immutable; any thread.
 */
public final class FailIf {
  /** The counts that a term can test. */
  static final List<String> COUNTS =
      List.of(
          "lost",
          "unsent",
          "notsent",
          "corrupt",
          "truncated",
          "inserted",
          "duplicates",
          "reordered",
          "foreign",
          "errors",
          "reconnects",
          "retransmits",
          "invalid",
          "rate");

  private static final Pattern TERM =
      Pattern.compile(
          "(?:(service|response|lateness)\\.)?([a-z]+|p[0-9]+(?:\\.[0-9]+)?)"
              + " *(>=|<=|>|<) *([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)"
              + " *("
              + TimeUnits.REGEX
              + "|k|%)?(/s)?");
  private static final Pattern TIME = Pattern.compile("min|avg|max|mdev|p[0-9]+(?:\\.[0-9]+)?");

  private final List<Term> terms;

  private FailIf(List<Term> terms) {
    this.terms = List.copyOf(terms);
  }

  /**
   * A condition under which the run has failed; the limit is in ns, in percent, or a plain number.
   */
  private record Term(
      String text, String which, String metric, String operator, double limit, boolean isTime) {

    boolean holds(double value) {
      return switch (operator) {
        case ">" -> value > limit;
        case "<" -> value < limit;
        case ">=" -> value >= limit;
        default -> value <= limit;
      };
    }

    String shown(double value) {
      if (isTime) {
        return TimeText.of(Math.round(value));
      }
      String number = String.format(Locale.ROOT, "%.3f", value).replaceFirst("\\.?0+$", "");
      return metric.equals("loss") ? number + "%" : number;
    }
  }

  /**
   * A term that is true of a run.
   *
   * @param term as the user wrote it
   * @param measured the value, with its unit
   */
  public record Failure(String term, String measured) {
    @Override
    public String toString() {
      return term + ": measured " + measured;
    }
  }

  /** No thresholds. */
  public static FailIf never() {
    return new FailIf(List.of());
  }

  /**
   * Reads thresholds.
   *
   * @throws IllegalArgumentException if they cannot be read; the message is one line that names the
   *     term and the valid ones
   */
  public static FailIf parse(String text) {
    List<Term> terms = new ArrayList<>();
    for (String term : text.split(",", -1)) {
      terms.add(term(term.strip()));
    }
    return new FailIf(terms);
  }

  private static Term term(String text) {
    Matcher matcher = TERM.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a threshold; write p99>5ms, loss>0.1% or corrupt>0");
    }
    String which = matcher.group(1) == null ? "" : matcher.group(1);
    String metric = matcher.group(2).equals("corrupted") ? "corrupt" : matcher.group(2);
    String unit = matcher.group(5) == null ? "" : matcher.group(5);
    double number = Double.parseDouble(matcher.group(4));
    if (matcher.group(6) != null && !metric.equals("rate")) {
      throw new IllegalArgumentException("'" + text + "': only a rate is per second; omit '/s'");
    }
    if (TIME.matcher(metric).matches() && isPercentile(metric)) {
      return new Term(text, which, metric, matcher.group(3), number * unitNs(text, unit), true);
    }
    if (!which.isEmpty() || !(metric.equals("loss") || COUNTS.contains(metric))) {
      throw new IllegalArgumentException(
          "'" + text + "': unknown term '" + metric + "'; " + known());
    }
    boolean isFitting =
        metric.equals("loss") ? unit.equals("%") : unit.isEmpty() || unit.matches("[km]");
    if (!isFitting) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "': "
              + (metric.equals("loss")
                  ? "give a percentage: loss>0.1%"
                  : "give a number without a unit"));
    }
    double factor = unit.equals("k") ? 1e3 : unit.equals("m") ? 1e6 : 1;
    return new Term(text, which, metric, matcher.group(3), number * factor, false);
  }

  private static boolean isPercentile(String metric) {
    return metric.charAt(0) != 'p' || Double.parseDouble(metric.substring(1)) <= 100;
  }

  private static double unitNs(String text, String unit) {
    if (unit.isEmpty() || unit.equals("k") || unit.equals("%")) {
      throw new IllegalArgumentException("'" + text + "': a time needs a unit: ns, us, ms or s");
    }
    return TimeUnits.ns(unit);
  }

  private static String known() {
    return "the terms are p0 to p100 (p99.9), min, avg, max, mdev (each also as service., response."
        + " or lateness.), loss, "
        + COUNTS.stream().collect(Collectors.joining(", "));
  }

  /** The terms that are true of a run; one on a time without any measurement counts as true. */
  public List<Failure> failures(Measured run) {
    return terms(run, true);
  }

  /**
   * The terms that are not true of a run, where all are meant to be; one on a time without any
   * measurement is not met.
   */
  public List<Failure> unmet(Measured run) {
    return terms(run, false);
  }

  private List<Failure> terms(Measured run, boolean that) {
    List<Failure> found = new ArrayList<>();
    for (Term term : terms) {
      OptionalDouble value =
          term.isTime() ? run.timeNs(term.which(), term.metric()) : run.number(term.metric());
      if (value.isEmpty()) {
        found.add(new Failure(term.text(), "nothing"));
      } else if (term.holds(value.getAsDouble()) == that) {
        found.add(new Failure(term.text(), term.shown(value.getAsDouble())));
      }
    }
    return found;
  }
}
