package dev.echo7.measure;

import java.util.OptionalDouble;

/** The results of a run, by the names in {@link FailIf}. */
public interface Measured {

  /**
   * A time.
   *
   * @param which {@code service}, {@code response} or {@code lateness}; empty for the one that the
   *     mode reports first
   * @param statistic {@code min}, {@code avg}, {@code max}, {@code mdev} or {@code pNN}
   * @return nanoseconds; empty if there is none, since nothing came back
   */
  OptionalDouble timeNs(String which, String statistic);

  /**
   * A count, a percentage ({@code loss}) or a rate per second ({@code rate}).
   *
   * @return empty if the run does not measure it
   */
  OptionalDouble number(String name);
}
