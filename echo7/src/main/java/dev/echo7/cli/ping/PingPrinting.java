package dev.echo7.cli.ping;

import dev.echo7.cli.options.ReportOptions;

/**
 * What ping prints.
 *
 * @param report how it reports what it measured
 * @param numeric no host name in each line
 * @param timestamps the time before each line
 * @param outstanding a line when a probe is not answered before the next one is due
 */
record PingPrinting(
    ReportOptions report, boolean numeric, boolean timestamps, boolean outstanding) {

  /** The first option given that a sweep does not support; empty if there is none. */
  String foreignToSweeps() {
    if (report.jsonStream()) {
      return "--json-stream";
    }
    if (report.csv() != null) {
      return "--csv";
    }
    return report.hlog() != null ? "--hlog" : report.failIf() != null ? "--fail-if" : "";
  }
}
