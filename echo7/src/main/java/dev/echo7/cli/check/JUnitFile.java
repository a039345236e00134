package dev.echo7.cli.check;

import dev.echo7.client.check.CheckResult;
import dev.echo7.client.check.CheckVerdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Results in the XML format of JUnit's Ant task, which build servers read. Written without
 * java.xml, which the packaged Java runtime does not contain.
 */
final class JUnitFile {
  private JUnitFile() {}

  /**
   * Writes the file, replacing its content.
   *
   * @param error why no check could be done; null if they could
   */
  static void write(Path file, String suite, List<CheckResult> results, @Nullable String error)
      throws IOException {
    StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.append("<testsuite name=\"")
        .append(escaped(suite))
        .append("\" tests=\"")
        .append(results.size() + (error == null ? 0 : 1))
        .append("\" failures=\"")
        .append(results.stream().filter(CheckResult::isFailure).count())
        .append("\" errors=\"" + (error == null ? 0 : 1) + "\" skipped=\"")
        .append(results.stream().filter(r -> r.verdict() instanceof CheckVerdict.Skipped).count())
        .append("\" time=\"")
        .append(seconds(results.stream().mapToLong(CheckResult::durationNs).sum()))
        .append("\">\n");
    if (error != null) {
      xml.append("  <testcase classname=\"")
          .append(escaped(suite))
          .append("\" name=\"connect\"><error message=\"")
          .append(escaped(error))
          .append("\"/></testcase>\n");
    }
    results.forEach(result -> append(xml, suite, result));
    Files.writeString(file, xml.append("</testsuite>\n"));
  }

  private static void append(StringBuilder xml, String suite, CheckResult result) {
    xml.append("  <testcase classname=\"")
        .append(escaped(suite))
        .append("\" name=\"")
        .append(escaped(result.check().name()))
        .append("\" time=\"")
        .append(seconds(result.durationNs()))
        .append("\">")
        .append(content(result.verdict()))
        .append("</testcase>\n");
  }

  private static String content(CheckVerdict verdict) {
    return switch (verdict) {
      case CheckVerdict.Ok ok ->
          ok.note().isEmpty() ? "" : "<system-out>" + escaped(ok.note()) + "</system-out>";
      case CheckVerdict.Skipped skipped ->
          "<skipped message=\"" + escaped(skipped.reason()) + "\"/>";
      case CheckVerdict.NotOk notOk ->
          "<failure message=\""
              + escaped(notOk.message())
              + "\">"
              + escaped(String.join("\n", notOk.evidence()))
              + "</failure>";
    };
  }

  private static String seconds(long durationNs) {
    return String.format(Locale.ROOT, "%.3f", durationNs / 1e9);
  }

  /** Replaces characters that XML 1.0 does not allow, such as NUL, by question marks. */
  private static String escaped(String text) {
    return text.replaceAll("[^\\t\\n\\r\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]", "?")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
