package dev.echo7.measure;

import java.util.OptionalDouble;

/** What a run has measured, asked for by the names that {@link FailIf} knows. */
public interface Measured {

  /**
   * A time.
   *
   * @param which {@code service}, {@code response} or {@code lateness}; empty for what the mode
   *     reports first
   * @param statistic {@code min}, {@code avg}, {@code max}, {@code mdev} or {@code pNN}
   * @return nanoseconds; empty if there is none, since nothing came back
   */
  OptionalDouble timeNs(String which, String statistic);

  /**
   * A count, a percentage ({@code loss}) or a rate a second ({@code rate}).
   *
   * @return empty if this run cannot tell
   */
  OptionalDouble number(String name);
}
