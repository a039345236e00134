package dev.echo7.admin.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.admin.AdminFixture;
import dev.echo7.admin.http.HttpPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever names our metrics names those that there are: the page of documentation, the dashboard,
 * the alerts. {@code mvn -Dunchecked test -Dtest=MetricsFilesTest -Dmetrics.write} writes the
 * page's table anew.
 */
@Timeout(60)
class MetricsFilesTest {
  private static final Path PAGE = Path.of("docs/metrics.md");
  private static final String BEGIN = "<!-- generated: mvn -Dunchecked test";
  private static final Pattern NAME =
      Pattern.compile("\\b(?:echo7|jvm|process)_[a-z0-9_]+(?=[{ \\[)]|$)");

  @Test
  void thePagesTableIsWhatTheEndpointSays() throws Exception {
    String page = Files.readString(PAGE);
    int begin = page.indexOf('\n', page.indexOf(BEGIN)) + 1;
    String generated = page.substring(0, begin) + "\n" + table(scrape());
    if (System.getProperty("metrics.write") != null) {
      Files.writeString(PAGE, generated);
    }
    assertEquals(generated, Files.readString(PAGE), "run it with -Dmetrics.write");
  }

  @Test
  void theDashboardAndTheAlertsNameOnlyMetricsThatThereAre() throws Exception {
    Set<String> there =
        scrape()
            .lines()
            .filter(line -> !line.startsWith("#"))
            .map(line -> line.replaceFirst("[{ ].*", ""))
            .collect(Collectors.toSet());
    for (String file : List.of("deploy/grafana/echo7.json", "deploy/prometheus/alerts.yml")) {
      Set<String> named = new TreeSet<>();
      Files.readString(Path.of(file))
          .lines()
          .filter(line -> line.contains("\"expr\"") || file.endsWith(".yml"))
          .forEach(line -> NAME.matcher(line).results().forEach(hit -> named.add(hit.group())));
      assertTrue(named.size() > 5, () -> file + " names only " + named);
      named.removeAll(there);
      assertEquals(Set.of(), named, file);
    }
  }

  @Test
  void namesEndInUnitsAsPrometheusWantsThem() throws Exception {
    for (String line : scrape().lines().filter(l -> l.startsWith("# TYPE echo7_")).toList()) {
      String[] words = line.split(" ", -1);
      assertEquals(words[3].equals("counter"), words[2].endsWith("_total"), line);
    }
  }

  @Test
  void speaksOpenMetricsToWhoAsksForIt() throws Exception {
    try (AdminFixture fixture = AdminFixture.unix()) {
      HttpPeer.Response open =
          fixture.ask("GET", "/metrics", "Accept: application/openmetrics-text;version=1.0.0");
      assertTrue(open.header("content-type").startsWith("application/openmetrics-text"));
      assertTrue(open.body().endsWith("# EOF\n"), open::body);
      HttpPeer.Response plain = fixture.ask("GET", "/metrics", "Accept: */*");
      assertTrue(plain.header("content-type").startsWith("text/plain; version=0.0.4"));
    }
  }

  private static String scrape() throws Exception {
    try (AdminFixture fixture = AdminFixture.unix()) {
      return fixture.ask("GET", "/metrics").body();
    }
  }

  private static String table(String scraped) throws IOException {
    List<String> rows =
        new ArrayList<>(List.of("| metric | type | labels | is |", "|---|---|---|---|"));
    Matcher metrics =
        Pattern.compile("# HELP (echo7_\\S+) (.*)\n# TYPE \\S+ (\\S+)\n([^ {]+)(?:\\{(.*)})? .*")
            .matcher(scraped);
    while (metrics.find()) {
      String labels = metrics.group(5) == null ? "" : metrics.group(5);
      String names =
          Stream.of(labels.split("\",?"))
              .filter(part -> part.endsWith("="))
              .map(part -> "`" + part.replace("=", "") + "`")
              .collect(Collectors.joining(", "));
      rows.add(
          "| `%s` | %s | %s | %s |"
              .formatted(metrics.group(4), metrics.group(3), names, metrics.group(2)));
    }
    return String.join("\n", rows) + "\n";
  }
}
