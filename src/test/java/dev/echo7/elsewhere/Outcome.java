package dev.echo7.elsewhere;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What may come of a program under a circumstance: that it works, that it fails with one exit code
 * and a line of a known content, or, on the edge of a resource, either.
 *
 * @param mayWork whether it may do all that it should
 * @param code the exit code if it does not
 * @param says what its line must contain then; null if it must not fail
 * @param lines how many lines it may take to say so
 */
record Outcome(boolean mayWork, int code, @Nullable Pattern says, int lines) {
  static final Outcome WORKS = new Outcome(true, 0, null, 0);

  static Outcome fails(int code, String says) {
    return new Outcome(false, code, Pattern.compile(says), 1);
  }

  /** For what lies on an edge: too little of something, where nobody knows how much is enough. */
  static Outcome worksOrFails(int code, String says) {
    return new Outcome(true, code, Pattern.compile(says), 1);
  }

  /** For one that reports each of several losses, and their sum. */
  Outcome inLines(int most) {
    return new Outcome(mayWork, code, says, most);
  }
}
