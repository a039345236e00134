package dev.echo7.cli.load;

import dev.echo7.cli.options.ReportOptions;
import dev.echo7.measure.FailIf;
import org.jspecify.annotations.Nullable;

/**
 * What load prints.
 *
 * @param report how it reports what it measured
 * @param findRate the terms of {@code --find-rate} as they were given; null for a single load
 */
record LoadPrinting(ReportOptions report, @Nullable String findRate) {

  /** What must hold at the rate to be found; null for a single load. */
  @Nullable FailIf goal() {
    return findRate == null ? null : FailIf.parse(findRate);
  }
}
