package dev.echo7.cli.ping;

import dev.echo7.cli.OutputStyle;
import dev.echo7.client.ping.PingOptions;
import dev.echo7.client.ping.PingReport;
import dev.echo7.measure.Moments;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import dev.echo7.posix.KernelTcp;
import dev.echo7.result.ReportMaps;
import dev.echo7.text.Numbers;
import dev.echo7.text.Plural;
import dev.echo7.text.TimeText;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What ping prints at the end: the three lines of ping(8), character for character because scripts
 * parse them, then what ping(8) does not report.
 */
record PingSummary(Endpoint endpoint, PingOptions options, PingReport report) {

  /** The server's name as the user gave it. */
  static String host(Endpoint endpoint) {
    HostPort address = endpoint.address();
    if (address == null) {
      return endpoint.toString();
    }
    String host = address.host();
    return host == null ? "localhost" : host;
  }

  /** An address without port and brackets. */
  static String address(String place) {
    return place.startsWith("unix:")
        ? place
        : place.replaceFirst(":[0-9]+$", "").replaceFirst("^\\[(.*)]$", "$1");
  }

  void print(PrintStream out, OutputStyle style) {
    out.printf(Locale.ROOT, "%n--- %s ping statistics ---%n", host(endpoint));
    out.println(counts());
    if (report.exact().count() > 0) {
      out.println(times());
      if (!percentilesHeld().isEmpty()) {
        out.println(percentiles());
      }
    }
    printMore(out, style);
  }

  /** ping_common.c of iputils, finish(). */
  private String counts() {
    StringBuilder line = new StringBuilder();
    line.append(report.transmitted()).append(" packets transmitted, ");
    line.append(report.received()).append(" received");
    append(line, report.duplicates(), "duplicates");
    append(line, report.corrupted(), "corrupted");
    append(line, report.errors(), "errors");
    if (report.transmitted() > 0) {
      line.append(", ").append(Numbers.shortest(report.lossPercent())).append("% packet loss");
      line.append(", time ").append(Math.round(report.elapsedNs() / 1e6)).append("ms");
    }
    return line.toString();
  }

  private static void append(StringBuilder line, long count, String what) {
    if (count > 0) {
      line.append(", +").append(count).append(' ').append(what);
    }
  }

  /** ping's third line. */
  static String times(Moments exact) {
    return "rtt min/avg/max/mdev = "
        + String.join(
            "/",
            TimeText.ms((double) exact.min()),
            TimeText.ms(exact.mean()),
            TimeText.ms((double) exact.max()),
            TimeText.ms(exact.deviation()))
        + " ms";
  }

  private String times() {
    String line = times(report.exact());
    if (options.flood() && report.transmitted() > 1) {
      double gapNs = (double) report.elapsedNs() / (report.transmitted() - 1);
      line +=
          ", ipg/ewma " + TimeText.ms(gapNs) + "/" + TimeText.ms((double) report.ewmaNs()) + " ms";
    }
    return line;
  }

  private List<Double> percentilesHeld() {
    return ReportMaps.percentiles(report.exact().count());
  }

  private String percentiles() {
    String names =
        percentilesHeld().stream().map(ReportMaps::name).collect(Collectors.joining("/"));
    String values =
        percentilesHeld().stream()
            .map(p -> ReportMaps.percentileNs(report.times().service(), p, report.exact()))
            .map(ns -> TimeText.ms((double) ns))
            .collect(Collectors.joining("/"));
    return "rtt " + names + " = " + values + " ms";
  }

  private void printMore(PrintStream out, OutputStyle style) {
    if (report.exact().count() > 1) {
      out.println("jitter = " + TimeText.ms((double) report.jitterNs()) + " ms (RFC 3550)");
    }
    if (report.longestLossRun() > 0) {
      out.println("longest run of lost probes: " + report.longestLossRun());
    }
    if (report.reordered() > 0) {
      out.println(report.reordered() + " reordered");
    }
    if (report.reconnects() > 0) {
      out.println(
          report.reconnects() == 1
              ? "reconnected once"
              : "reconnected " + report.reconnects() + " times");
    }
    if (report.steps().echo().count() > 0) {
      printSteps(out);
    }
    KernelTcp kernel = report.kernel();
    if (kernel != null) {
      out.printf(
          Locale.ROOT,
          "kernel rtt/rttvar = %.3f/%.3f ms, %s%n",
          kernel.rttUs() / 1e3,
          kernel.rttVarUs() / 1e3,
          Plural.of(kernel.retransmits(), "retransmit"));
    }
    report
        .validity()
        .reasons()
        .forEach(reason -> out.println(style.alarming("INVALID: " + reason)));
  }

  private void printSteps(PrintStream out) {
    step(out, "resolve", report.steps().resolve());
    step(out, "connect", report.steps().connect());
    if (endpoint.isSecure()) {
      step(out, "tls", report.steps().tls());
    }
    step(out, "echo", report.steps().echo());
  }

  private static void step(PrintStream out, String name, Moments times) {
    out.printf(
        Locale.ROOT,
        "%s min/avg/max = %s/%s/%s ms%n",
        name,
        TimeText.ms((double) times.min()),
        TimeText.ms(times.mean()),
        TimeText.ms((double) times.max()));
  }

  /** The line that ping(8) prints on SIGQUIT, character for character. */
  static String status(PingReport report) {
    String line =
        report.received()
            + "/"
            + report.transmitted()
            + " packets, "
            + (long) report.lossPercent()
            + "% loss";
    Moments exact = report.exact();
    return exact.count() == 0
        ? line
        : line
            + ", min/avg/ewma/max = "
            + String.join(
                "/",
                TimeText.ms((double) exact.min()),
                TimeText.ms(exact.mean()),
                TimeText.ms((double) report.ewmaNs()),
                TimeText.ms((double) exact.max()))
            + " ms";
  }
}
