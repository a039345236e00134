package dev.echo7.loadpage;

import dev.echo7.measure.FailIf;
import dev.echo7.result.LoadRun;
import dev.echo7.result.LoadTotals;
import dev.echo7.result.ReportMaps;
import dev.echo7.text.Numbers;
import dev.echo7.text.TimeText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.HdrHistogram.Histogram;

/**
 * A load as one HTML page with the verdict, charts and tables; light and dark, for screens, phones
 * and paper. It has no script and loads nothing; its policy forbids both.
 */
public final class LoadPage {
  private final LoadRun run;
  private final String failIf;
  private final List<FailIf.Failure> failures;

  private LoadPage(LoadRun run, String failIf, List<FailIf.Failure> failures) {
    this.run = run;
    this.failIf = failIf;
    this.failures = failures;
  }

  /**
   * Writes the page.
   *
   * @param failIf the thresholds as the user wrote them; empty if there are none
   * @param failures those that came true
   * @throws IOException if it cannot be written
   */
  public static void write(Path file, LoadRun run, String failIf, List<FailIf.Failure> failures)
      throws IOException {
    Files.writeString(file, TimeText.withMicroSign(new LoadPage(run, failIf, failures).html()));
  }

  private String html() {
    String title = Html.text(run.head().title());
    return String.format(
        Locale.ROOT,
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta http-equiv="Content-Security-Policy" \
        content="default-src 'none'; style-src 'unsafe-inline'">
        <title>%s</title>
        <style>
        %s</style>
        </head>
        <body>
        <header>
        <h1>%s</h1>
        <p class="quiet">%s</p>
        </header>
        <main>
        %s</main>
        </body>
        </html>
        """,
        title,
        style(),
        title,
        Html.text(when()),
        body());
  }

  private String body() {
    return verdicts()
        + keys()
        + "<div class=\"wide\">\n"
        + PercentileChart.html(run)
        + Facts.percentiles(run)
        + "</div>\n"
        + Facts.steps(run)
        + new TimeCharts(run).html()
        + "<div class=\"three\">\n"
        + Facts.counts(run)
        + Facts.parameters(run)
        + Facts.client(run)
        + "</div>\n";
  }

  private String when() {
    Instant from = Instant.ofEpochMilli(run.head().startMs());
    String machines = run.head().machines() > 1 ? " on " + run.head().machines() + " machines" : "";
    return String.format(
        Locale.ROOT,
        "Started %s%s; measured %s%s.",
        from.truncatedTo(ChronoUnit.SECONDS).toString().replace("T", " ").replace("Z", " UTC"),
        machines,
        TimeText.of(run.measuredNs()),
        run.head().measuredFromNs() == 0
            ? ""
            : " after " + TimeText.of(run.head().measuredFromNs()) + " of warm-up");
  }

  private String verdicts() {
    StringBuilder html = new StringBuilder("<section class=\"verdicts\" aria-label=\"Verdict\">\n");
    if (run.validity().isValid()) {
      html.append(verdict("good", "Valid", "The client was not the bottleneck."));
    }
    run.validity().reasons().forEach(why -> html.append(verdict("bad", "INVALID", why)));
    LoadTotals totals = run.totals();
    long wrong = totals.lost() + totals.unsent() + totals.allFaults();
    html.append(
        wrong > 0
            ? verdict("bad", "Not every byte came back", faults(totals))
            : totals.verified() == 0
                ? verdict("bad", "Nothing came back", "There was nothing to measure.")
                : verdict("good", "Every byte came back", "All were verified."));
    if (totals.allErrors() > 0) {
      html.append(
          verdict(
              "warn",
              totals.allErrors() == 1 ? "Error" : "Errors",
              Numbers.whole(totals.allErrors())
                  + (totals.allErrors() == 1 ? " connection error" : " connection errors")
                  + "; see below."));
    }
    if (!failIf.isEmpty() && failures.isEmpty()) {
      html.append(verdict("good", "Passed", "No --fail-if term held: " + failIf + "."));
    }
    failures.forEach(failure -> html.append(verdict("bad", "Failed", failure.toString())));
    return html.append("</section>\n").toString();
  }

  private static String faults(LoadTotals totals) {
    String unsent =
        totals.unsent() == 0
            ? ""
            : " " + Numbers.whole(totals.unsent()) + " of them were never sent.";
    return String.format(
        Locale.ROOT,
        "%s of %s frames were lost or wrong.%s",
        Numbers.whole(totals.due() - totals.verified()),
        Numbers.whole(totals.due()),
        unsent);
  }

  private static String verdict(String style, String word, String why) {
    return String.format(
        Locale.ROOT,
        "<p class=\"verdict %s\"><strong>%s</strong> %s</p>%n",
        style,
        Html.text(word),
        Html.text(why));
  }

  private String keys() {
    Histogram times = run.times().response();
    StringBuilder html = new StringBuilder("<dl class=\"keys\">\n");
    String unit = run.steps() == null ? "frames per second" : "connections per second";
    html.append(key("rate", unit, Numbers.rate(run.rate())));
    html.append(key("bytes", "each way", Numbers.scaled(run.bytesPerSecond()) + "B/s"));
    if (times.getTotalCount() > 0) {
      for (double percentile : List.of(50.0, 99.0, 99.9)) {
        if (ReportMaps.holds(times.getTotalCount(), percentile)) {
          String name = ReportMaps.name(percentile);
          String value = TimeText.of(times.getValueAtPercentile(percentile));
          html.append(key(name.replace('.', '-'), "response " + name, value));
        }
      }
      html.append(key("max", "response max", TimeText.of(times.getMaxValue())));
    }
    html.append(key("loss", "loss", Numbers.percent(run.totals().lossPercent())));
    return html.append("</dl>\n").toString();
  }

  private static String key(String id, String name, String value) {
    return String.format(
        Locale.ROOT, "<div id=\"key-%s\"><dt>%s</dt><dd>%s</dd></div>%n", id, name, value);
  }

  private static String style() {
    try (InputStream css = LoadPage.class.getResourceAsStream("load.css")) {
      return new String(Objects.requireNonNull(css).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
