package dev.echo7.interop.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.Browser;
import dev.echo7.loadpage.LoadPage;
import dev.echo7.measure.BusyLoad;
import dev.echo7.measure.FailIf;
import dev.echo7.measure.GcPauses;
import dev.echo7.measure.Validity;
import dev.echo7.result.LoadHead;
import dev.echo7.result.LoadRun;
import dev.echo7.result.LoadRuns;
import dev.echo7.result.LoadTotals;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page of a load in a real Chromium, opened as the file that it is. */
final class LoadPageIT {
  private static final Path PICTURES = Path.of("target", "pictures");
  private static final long START_MS = 1_780_000_000_000L;

  private static Browser browser;
  @TempDir private Path folder;

  @BeforeAll
  static void startBrowser() {
    browser = Browser.start();
  }

  @AfterAll
  static void stopBrowser() {
    if (browser != null) {
      browser.close();
    }
  }

  private void open(LoadRun run, String failIf) throws IOException {
    Path page = folder.resolve("load.html");
    List<FailIf.Failure> failures =
        (failIf.isEmpty() ? FailIf.never() : FailIf.parse(failIf)).failures(run);
    LoadPage.write(page, run, failIf, failures);
    browser.desktop();
    browser.open(page.toUri().toString());
  }

  private static LoadRun known() {
    return LoadRuns.run(LoadRuns.head(START_MS, LoadRuns.parameters()), LoadRuns.slices(10, 100));
  }

  @Test
  void saysTheNumbersOfAKnownLoad() throws IOException {
    open(known(), "p99>1s");
    assertEquals("echoclient load tcp://192.0.2.1:5000", browser.text("h1"));
    // 100 frames a second, one of each 2, 4, … 200 ms, of 64 bytes.
    assertEquals("100.0", browser.text("#key-rate dd"));
    assertEquals("6.40 kB/s", browser.text("#key-bytes dd"));
    assertEquals("100.01 ms", browser.text("#key-p50 dd"));
    assertEquals("198.05 ms", browser.text("#key-p99 dd"));
    assertEquals("0%", browser.text("#key-loss dd"));
    assertEquals(
        "min 2.00 ms 999.9 µs|mean 101.00 ms 50.50 ms|p50 100.01 ms 50.00 ms|"
            + "p90 180.09 ms 90.05 ms|p99 198.05 ms 99.02 ms|p99.9 200.02 ms 100.01 ms|"
            + "max 200.02 ms 100.01 ms",
        rows("#percentile-table > .scroll tbody tr"));
    assertEquals(
        "0–1 100.0 51.2 k 100.01 ms 198.05 ms 200.02 ms 0",
        rows("main > details tbody tr:first-child"));
    assertTrue(rows("#counts dl div").contains("came back, verified 1,000|"));
    assertTrue(rows("#client dl div").startsWith("send lateness, p50 10.0 µs|"));
    assertTrue(rows("#parameters dl div").contains("connections 100|rate 1000/s|"));
    assertEquals("Valid|Every byte came back|Passed", words(".verdict strong"));
    assertEquals(List.of(), browser.complaints());
  }

  /** Where the lines are is read from the drawing itself. */
  @Test
  void drawsWhatItSays() throws IOException {
    open(known(), "");
    // All of a rate of 100 on an axis from 0 to 100 is the upper edge.
    assertEquals("M0 0L100 0L100 0L200 0", path("#rate .line").substring(0, 22));
    // p50 is 50 of 1,000 frames' 200 ms away on a logarithmic axis that begins at half of it.
    double up = 1000 - 1000 * Math.log(2) / Math.log(200.0 / 50.0);
    assertTrue(
        path("#latency .line.response").startsWith(String.format(Locale.ROOT, "M0 %.0f", up)),
        path("#latency .line.response"));
    long cells =
        browser.number(
            "return [...document.querySelectorAll('#heat path.heat')]"
                + ".reduce((n, p) => n + (p.getAttribute('d').match(/M/g) || []).length, 0)");
    assertTrue(cells >= 10 * 20 && cells <= 10 * 26, cells + " fields");
    assertEquals(10, browser.number("return document.querySelectorAll('#rate .hover').length"));
    assertEquals(
        "0–1 · 100.0/s · p50 100.01 ms · p99 198.05 ms · max 200.02 ms",
        browser.text("#rate .hover title"));
    assertEquals(
        "50%|90%|99%|99.9%", words("#percentiles .acrosses span"), "1,000 frames know no more");
    String last = path("#percentiles .line.response").replaceAll(".*L", "");
    assertEquals("1000 0", last, "the longest is at the end and at the top");
  }

  @Test
  void saysWhyAResultIsNotToBeBelieved() throws IOException {
    LoadRun run = BusyLoad.run();
    LoadRun invalid =
        new LoadRun(
            run.head(),
            run.measuredNs(),
            run.slices(),
            run.times(),
            run.totals(),
            run.pauses(),
            new Validity(List.of("our own sends were late", "this process was paused")));
    open(invalid, "p50>1us,corrupt>0");
    assertEquals(
        "INVALID|INVALID|Not every byte came back|Errors|Failed|Failed", words(".verdict strong"));
    assertEquals("Failed corrupt>0: measured 1", words(".verdict:last-child"));
    assertEquals("connection reset 2", rows("#counts dl:last-of-type div"));
    assertTrue(browser.text("#counts pre").contains("came  1f 2e 3d 4c 5b 6a 79 08"));
  }

  /** What a log of another machine holds may be anything. */
  @Test
  void showsHostileWordsAsText() throws IOException {
    String hostile = "</title><img src=x onerror=document.title=1>\"'&\u202egnp\u0007";
    LoadTotals totals =
        new LoadTotals(
            1, 1, 1, 1, 0, 0, 0, 0, Map.of(hostile, 1L), Map.of(hostile, 1L), List.of(hostile));
    LoadHead head =
        new LoadHead(hostile, 1, START_MS, true, 0, Map.of(hostile, hostile), List.of(hostile));
    LoadRun run =
        new LoadRun(
            head,
            1,
            LoadRuns.slices(1, 1),
            LoadRun.sum(LoadRuns.slices(1, 1)),
            totals,
            GcPauses.Total.NONE,
            new Validity(List.of(hostile)));
    open(run, "");
    String shown = "</title><img src=x onerror=document.title=1>\"'&\\u{202e}gnp\\u{7}";
    assertEquals(shown, browser.text("title"));
    for (String place :
        List.of("h1", "#parameters dt", "#parameters dd", "#parameters p", "#counts pre")) {
      assertEquals(shown, browser.text(place).strip(), place);
    }
    assertEquals("INVALID " + shown, browser.text(".verdict.bad"));
    assertEquals(0, browser.number("return document.querySelectorAll('img, script').length"));
    assertEquals(List.of(), browser.complaints());
  }

  @Test
  void asksNobodyForAnything() throws IOException {
    open(BusyLoad.run(), "");
    assertEquals(0, browser.number("return performance.getEntriesByType('resource').length"));
    assertFalse(browser.text("style").matches("(?s).*(url\\(|@import|https?:).*"));
  }

  @Test
  void showsTheStepsOfNewConnections() throws IOException {
    LoadHead head = LoadRuns.head(START_MS, LoadRuns.parameters());
    open(LoadRuns.reconnecting(head, LoadRuns.slices(2, 100)), "");
    assertEquals("connections per second", browser.text("#key-rate dt"));
    assertEquals(
        "connect 200 100.0 µs 5.05 ms 5.00 ms 9.90 ms 10.00 ms|"
            + "TLS handshake 200 699.9 µs 35.35 ms 35.03 ms 69.34 ms 70.06 ms|"
            + "echo 200 199.9 µs 10.10 ms 10.00 ms 19.81 ms 20.00 ms",
        rows("#steps tbody tr"));
    assertEquals("", browser.violations());
  }

  @Test
  void isWholeAlsoIfNothingCameBack() throws IOException {
    LoadRun run =
        LoadRuns.run(LoadRuns.head(START_MS, LoadRuns.parameters()), LoadRuns.slices(3, 0));
    open(run, "p99>1s");
    assertEquals("Valid|Nothing came back|Failed", words(".verdict strong"));
    assertEquals(1, browser.number("return document.querySelectorAll('svg').length"));
    open(LoadRuns.run(LoadRuns.head(START_MS, LoadRuns.parameters()), List.of()), "");
    assertEquals(0, browser.number("return document.querySelectorAll('svg').length"));
    assertEquals("", browser.violations());
  }

  @ParameterizedTest
  @CsvSource({"light, false", "dark, false", "light, true", "dark, true"})
  void isUsableByEverybodyAsFarAsAxeCanTell(String scheme, boolean onPhone) throws IOException {
    browser.prefer(scheme);
    try {
      open(BusyLoad.run(), "p99>5ms,loss>0.1%");
      if (onPhone) {
        browser.phone();
      }
      browser.picture(PICTURES.resolve("load-" + scheme + (onPhone ? "-phone" : "") + ".png"));
      assertEquals("", browser.violations());
      browser.run("document.querySelectorAll('details').forEach((d) => (d.open = true))");
      assertEquals("", browser.violations());
      long overflow = browser.number("return document.documentElement.scrollWidth - innerWidth");
      assertTrue(overflow <= 0, "wider than the window by " + overflow);
    } finally {
      browser.prefer("light");
    }
  }

  /** The cells of each row, a space between; the rows, a bar between. */
  private static String rows(String selector) {
    return String.valueOf(
        browser.run(
            "return [...document.querySelectorAll(arguments[0])].map("
                + "(r) => [...r.children].map((c) => c.textContent).join(' ')).join('|')",
            selector));
  }

  private static String words(String selector) {
    return String.valueOf(
        browser.run(
            "return [...document.querySelectorAll(arguments[0])]"
                + ".map((e) => e.textContent).join('|')",
            selector));
  }

  private static String path(String selector) {
    return String.valueOf(
        browser.run("return document.querySelector(arguments[0]).getAttribute('d')", selector));
  }
}
