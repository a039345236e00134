package dev.echo7.elsewhere.matrix;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The expected outcome of a program under a circumstance: it works, it fails with an exit code and
 * a line with a known text, or, at the edge of a resource, either.
 *
 * @param mayWork whether it may work
 * @param code the exit code if it does not
 * @param says what its message must contain then; null if it must not fail
 * @param lines the maximum number of lines of the message
 * @param jvm how the JVM's own message may begin, where it fails before any code of ours runs; null
 *     if it must not
 */
public record Outcome(
    boolean mayWork, int code, @Nullable Pattern says, int lines, @Nullable Pattern jvm) {
  public static final Outcome WORKS = new Outcome(true, 0, null, 0, null);

  public static Outcome fails(int code, String says) {
    return new Outcome(false, code, Pattern.compile(says), 1, null);
  }

  /** For scarce resources, where it is not known how much is enough. */
  public static Outcome worksOrFails(int code, String says) {
    return new Outcome(true, code, Pattern.compile(says), 1, null);
  }

  /** For a program that reports each of several losses and their sum. */
  public Outcome inLines(int most) {
    return new Outcome(mayWork, code, says, most, jvm);
  }

  /** For a resource of which the JVM may run out before it runs the program. */
  public Outcome orInTheJvm(String begins) {
    return new Outcome(mayWork, code, says, lines, Pattern.compile(begins));
  }
}
