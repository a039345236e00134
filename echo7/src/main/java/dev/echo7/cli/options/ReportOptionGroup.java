package dev.echo7.cli.options;

import dev.echo7.cli.OptionGroup;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The report options of a command that measures: how the report is printed, to which files it is
 * written, and which results make the command fail.
 *
 * <p>Each declaring method either takes the {@link OptionGroup} to add to, or returns what {@link
 * OptionGroup#with} adds to one.
 */
public final class ReportOptionGroup {
  private boolean quiet;
  private boolean json;
  private boolean jsonStream;
  private @Nullable Path csv;
  private @Nullable Path hlog;
  private @Nullable Path html;
  private @Nullable String failIf;

  /** Declares {@code -q}. */
  public Consumer<OptionGroup> quiet(String description) {
    return group -> group.flag("-q --quiet", description, () -> quiet = true);
  }

  /** Declares {@code --json}. */
  public Consumer<OptionGroup> json(String description) {
    return group -> group.flag("--json", description, () -> json = true);
  }

  /** Declares {@code --json} and {@code --json-stream} for a command that reports while it runs. */
  public Consumer<OptionGroup> jsonAndStream(String streamDescription) {
    return group ->
        group
            .with(json("Print one JSON document at the end instead of text."))
            .flag("--json-stream", streamDescription, () -> jsonStream = true);
  }

  /** Declares {@code --csv}. */
  public Consumer<OptionGroup> csv(String description) {
    return group -> group.file("--csv", description, given -> csv = given);
  }

  /** Declares {@code --hlog} for a command that measures. */
  public void addIntervalLog(OptionGroup group) {
    group.with(hlog("Write an HdrHistogram interval log, one interval per second."));
  }

  /** Declares {@code --hlog}. */
  public Consumer<OptionGroup> hlog(String description) {
    return group -> group.file("--hlog", description, given -> hlog = given);
  }

  /** Declares {@code --html}. */
  public Consumer<OptionGroup> html(String description) {
    return group -> group.file("--html", description, given -> html = given);
  }

  /** Declares {@code --fail-if}; the terms of several add up. */
  public void addFailIf(OptionGroup group) {
    group.text(
        "--fail-if",
        "TERMS",
        "Exit with 3 if one of these holds: 'p99>5ms,loss>0.1%%,corrupt>0'.",
        given -> failIf = failIf == null ? given : failIf + "," + given);
  }

  /**
   * The options that were given.
   *
   * @throws IllegalArgumentException if they contradict each other or are malformed; the message is
   *     one line
   */
  public ReportOptions read() {
    if (json && jsonStream) {
      throw new IllegalArgumentException("--json and --json-stream exclude each other");
    }
    ReportOptions options = new ReportOptions(quiet, json, jsonStream, csv, hlog, html, failIf);
    options.thresholds();
    return options;
  }
}
