package dev.echo7.cli.ping;

import dev.echo7.cli.ExitCode;
import dev.echo7.cli.OutputStyle;
import dev.echo7.cli.Signals;
import dev.echo7.cli.Terminal;
import dev.echo7.cli.options.ReportOptions;
import dev.echo7.client.connect.ConnectOptions;
import dev.echo7.client.ping.PingOptions;
import dev.echo7.client.sweep.PortOutliers;
import dev.echo7.client.sweep.PortResult;
import dev.echo7.client.sweep.PortSweep;
import dev.echo7.client.sweep.SizeSweep;
import dev.echo7.json.Json;
import dev.echo7.measure.Moments;
import dev.echo7.net.Endpoint;
import dev.echo7.net.failure.FailureText;
import dev.echo7.result.ReportMaps;
import dev.echo7.text.Numbers;
import dev.echo7.text.Plural;
import dev.echo7.text.TimeText;
import java.io.IOException;
import java.io.PrintStream;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Runs a sweep over source ports or sizes, and prints it. */
record SweepRun(
    Terminal terminal,
    ReportOptions printing,
    SweepOptions sweeps,
    Endpoint endpoint,
    ConnectOptions connect) {
  private static final int DEFAULT_PROBES = 10;
  private static final long LONGEST_PATIENCE_NS = 1_000_000_000;

  /** Returns the exit code. */
  int run(PingOptions options) {
    PrintStream out = terminal.text(terminal.out());
    try {
      Integer ports = sweeps.ports();
      return ports == null ? sizes(out, options) : ports(out, ports, options);
    } catch (UnknownHostException e) {
      return refused(e, ExitCode.of(e));
    } catch (IOException e) {
      return refused(e, ExitCode.FAILED);
    }
  }

  private int refused(IOException reason, int code) {
    String message = FailureText.of(reason);
    return printing.refuse(
        terminal, message, ReportMaps.refused("ping", endpoint.toString(), message, code), code);
  }

  private int ports(PrintStream out, int count, PingOptions given) throws IOException {
    long probes = given.count() == 0 ? DEFAULT_PROBES : given.count();
    PingOptions options = given.withCount(probes);
    PortSweep sweep = new PortSweep(endpoint, connect, options);
    Signals.onEnd(terminal, sweep::stop);
    PortSweep.Report report =
        sweep.run(
            count,
            System.nanoTime(),
            (place, opened) -> {
              if (!printing.json()) {
                printStart(out, place, opened, probes);
              }
            });
    PortOutliers outliers = PortOutliers.among(report.ports());
    boolean isAnswered = report.ports().stream().anyMatch(port -> port.received() > 0);
    int code =
        !isAnswered
            ? ExitCode.FAILED
            : report.validity().isValid() ? ExitCode.OK : ExitCode.INVALID;
    if (printing.json()) {
      out.print(Json.document(SweepJson.ports(endpoint, report, outliers, code)));
    } else {
      printPorts(out, report, outliers);
    }
    return code;
  }

  /** Printed before the results, so that the user sees that the sweep runs. */
  private void printStart(PrintStream out, String place, int ports, long probes) {
    out.printf(
        Locale.ROOT,
        "PING %s (%s) by %s from %s, %s each%n",
        PingSummary.host(endpoint),
        place,
        endpoint.scheme(),
        Plural.of(ports, "port"),
        Plural.of(probes, "probe"));
  }

  private void printPorts(PrintStream out, PortSweep.Report report, PortOutliers outliers) {
    if (!printing.quiet()) {
      report.ports().forEach(port -> out.println(line(port)));
    }
    printSummary(out, PingSummary.host(endpoint), report);
    int sent = report.ports().stream().mapToInt(PortResult::transmitted).max().orElse(0);
    int different = (int) report.ports().stream().filter(p -> differs(outliers, p)).count();
    boolean answered = report.ports().stream().anyMatch(port -> port.received() > 0);
    out.printf(
        Locale.ROOT,
        "%d of %s alike:%s %d of %s lost%n",
        report.ports().size() - different,
        Plural.of(report.ports().size(), "port"),
        answered ? " median rtt " + TimeText.ms((double) outliers.medianNs()) + " ms," : "",
        outliers.medianLost(),
        Plural.of(sent, "probe"));
    OutputStyle style = OutputStyle.of(out);
    for (PortResult port : report.ports()) {
      if (differs(outliers, port)) {
        String what = outliers.lossy().contains(port) ? "lossy" : "slow";
        out.println(style.alarming("OUTLIER: " + what + ": " + line(port)));
      }
    }
    report
        .validity()
        .reasons()
        .forEach(reason -> out.println(style.alarming("INVALID: " + reason)));
  }

  private static boolean differs(PortOutliers outliers, PortResult port) {
    return outliers.lossy().contains(port) || outliers.slow().contains(port);
  }

  private static String line(PortResult port) {
    String error = port.error();
    return String.format(
        Locale.ROOT,
        "port %5d: %d/%d packets, %s%% loss%s%s%s%s%s",
        port.port(),
        port.received(),
        port.transmitted(),
        Numbers.shortest(port.transmitted() == 0 ? 0 : port.lost() * 100.0 / port.transmitted()),
        port.received() == 0
            ? ""
            : ", min/median/max = "
                + String.join(
                    "/",
                    TimeText.ms((double) port.minNs()),
                    TimeText.ms((double) port.medianNs()),
                    TimeText.ms((double) port.maxNs()))
                + " ms",
        port.corrupted() == 0 ? "" : ", " + port.corrupted() + " corrupted",
        port.refused() == 0 ? "" : ", " + port.refused() + " refused",
        port.notSent() == 0 ? "" : ", " + port.notSent() + " could not be sent",
        error == null ? "" : ", gave up: " + error);
  }

  private static void printSummary(PrintStream out, String host, PortSweep.Report report) {
    long transmitted = report.ports().stream().mapToLong(PortResult::transmitted).sum();
    long received = report.ports().stream().mapToLong(PortResult::received).sum();
    double loss = transmitted == 0 ? 0 : (transmitted - received) * 100.0 / transmitted;
    out.printf(
        Locale.ROOT,
        "%n--- %s ping statistics ---%n%d packets transmitted, %d received, %s%% packet loss, time"
            + " %dms%n",
        host,
        transmitted,
        received,
        Numbers.shortest(loss),
        Math.round(report.elapsedNs() / 1e6));
    Moments times = report.times();
    if (times.count() > 0) {
      out.println(PingSummary.times(times));
    }
    report.ports().stream()
        .filter(port -> port.refused() > 0)
        .findFirst()
        .ifPresent(port -> out.println(refused(report.ports()) + " refused: " + port.said()));
  }

  private static long refused(List<PortResult> ports) {
    return ports.stream().mapToLong(PortResult::refused).sum();
  }

  private int sizes(PrintStream out, PingOptions options) throws IOException {
    long patienceNs = Math.min(options.linger().toNanos(), LONGEST_PATIENCE_NS);
    SizeSweep sweep =
        new SizeSweep(
            Objects.requireNonNull(endpoint.address()),
            connect,
            patienceNs,
            sweeps.dontFragment(),
            System.nanoTime());
    Signals.onEnd(terminal, sweep::stop);
    int[] range = sweeps.range();
    boolean lines = !printing.json() && !printing.quiet();
    SizeSweep.Report report =
        sweep.run(
            range[0],
            range[1],
            one -> {
              if (lines) {
                out.println(line(one));
              }
            });
    int code = report.largest() > 0 && report.finished() ? ExitCode.OK : ExitCode.FAILED;
    if (printing.json()) {
      out.print(Json.document(SweepJson.sizes(endpoint, report, code)));
    } else {
      out.println(found(report, range));
    }
    return code;
  }

  private static String line(SizeSweep.Try one) {
    return switch (one.outcome()) {
      case CAME_BACK ->
          Plural.of(one.size(), "byte")
              + ": came back, time="
              + TimeText.ping(one.takenNs())
              + " ms";
      case CORRUPTED -> Plural.of(one.size(), "byte") + ": corrupted";
      case TRUNCATED ->
          Plural.of(one.size(), "byte") + ": " + one.cameBytes() + " of them came back";
      case NO_REPLY -> Plural.of(one.size(), "byte") + ": no reply to 3 probes";
      case TOO_LONG ->
          Plural.of(one.size(), "byte")
              + ": message too long (EMSGSIZE"
              + (one.mtu() == 0 ? ")" : "; path MTU " + one.mtu() + ")");
    };
  }

  private static String found(SizeSweep.Report report, int[] range) {
    if (!report.finished()) {
      return "not finished: "
          + (report.largest() == 0
              ? "no reply from " + report.place() + " yet"
              : Plural.of(report.largest(), "byte")
                  + " came back from "
                  + report.place()
                  + ", maybe more");
    }
    if (report.largest() == 0) {
      return "no reply from " + report.place() + ", not even to " + Plural.of(range[0], "byte");
    }
    return "largest size echoed by "
        + report.place()
        + ": "
        + Plural.of(report.largest(), "byte")
        + " ("
        + (report.largest() + report.headerBytes())
        + " with IP and UDP headers)";
  }
}
