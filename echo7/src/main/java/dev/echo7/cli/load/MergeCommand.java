package dev.echo7.cli.load;

import dev.echo7.cli.Command;
import dev.echo7.cli.ExitCode;
import dev.echo7.cli.OptionGroup;
import dev.echo7.cli.OutputFile;
import dev.echo7.cli.OutputStyle;
import dev.echo7.cli.Terminal;
import dev.echo7.cli.options.ReportOptionGroup;
import dev.echo7.cli.options.ReportOptions;
import dev.echo7.loadpage.LoadPage;
import dev.echo7.measure.FailIf;
import dev.echo7.net.failure.FailureText;
import dev.echo7.net.failure.Situation;
import dev.echo7.net.file.InputFile;
import dev.echo7.result.LoadHead;
import dev.echo7.result.LoadJoin;
import dev.echo7.result.LoadLog;
import dev.echo7.result.LoadLogFile;
import dev.echo7.result.LoadRun;
import dev.echo7.result.ReportMaps;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code echoclient merge FILE...}: the loads of many machines as one. */
public final class MergeCommand extends Command {
  private final ReportOptionGroup report = new ReportOptionGroup();
  private List<Path> files = List.of();

  /** One run of the command. */
  public MergeCommand(Terminal terminal) {
    super(terminal, "echoclient merge");
  }

  @Override
  protected void describe(CommandSpec command) {
    command
        .usageMessage()
        .customSynopsis("echoclient merge [OPTIONS] FILE...")
        .description(
            "Merges the load logs of several machines (written with echoclient load --hlog) into"
                + " one report. Histograms are added, never averaged; seconds are aligned by wall"
                + " clock.")
        .parameterListHeading("%nWhat to merge:%n")
        .optionListHeading("%nWhat to print:%n")
        .footer(
            "",
            "Example:",
            "  echoclient merge --html report.html --fail-if 'p99>5ms,loss>0%%' pod-*.hlog",
            "",
            "Documents:",
            "  docs/load-at-scale.md",
            "",
            "Exit codes: 0 every byte came back, 1 some did not or a file cannot be used,",
            "            2 usage error, 3 a --fail-if term held, 4 INVALID: a machine",
            "            was the bottleneck, 141 output pipe closed.");
    command.addPositional(
        OptionGroup.words(
            "1..*",
            "FILE",
            Path.class,
            "A log written by echoclient load --hlog or by merge.",
            words -> files = words));
    new OptionGroup(null)
        .with(report.json("Print one JSON document instead of text."))
        .with(report.html("Write the report as one HTML file with charts."))
        .with(report.hlog("Write the merged load as one log, which merge can read."))
        .with(report::addFailIf)
        .addTo(command);
  }

  @Override
  public Integer call() {
    ReportOptions wanted = read(report::read);
    try {
      return report(wanted);
    } catch (IOException e) {
      String message = FailureText.of(e);
      int code = ExitCode.FAILED;
      return wanted.refuse(
          terminal(), message, ReportMaps.refused("load", null, message, code), code);
    }
  }

  private int report(ReportOptions wanted) throws IOException {
    SequencedMap<String, LoadRun> runs = runs();
    LoadRun run = read(() -> LoadJoin.of(runs));
    List<FailIf.Failure> failures = wanted.thresholds().failures(run);
    int code = LoadReportText.exitCode(run, failures);
    refuseInput("--hlog", wanted.hlog());
    refuseInput("--html", wanted.html());
    write("--hlog", wanted.hlog(), file -> LoadLog.write(file, run));
    write("--html", wanted.html(), file -> LoadPage.write(file, run, wanted.terms(), failures));
    PrintStream out = terminal().text(terminal().out());
    if (wanted.isForMachines()) {
      List<LoadHead> heads = runs.values().stream().map(LoadRun::head).toList();
      Map<String, Object> document = LoadRunJson.of(run, heads, failures, code);
      wanted.print(out, document, document);
    } else {
      new LoadReportText(run).print(out, OutputStyle.of(out));
      ReportOptions.complain(terminal(), failures);
    }
    return code;
  }

  /** An output that is one of the inputs would replace what it was made of. */
  private void refuseInput(String option, @Nullable Path output) throws IOException {
    if (output == null || !Files.exists(output)) {
      return;
    }
    for (Path file : files) {
      refuseIf(
          Files.isRegularFile(output) && Files.isSameFile(output, file),
          option + " " + output + " is one of the logs to merge; give another file");
    }
  }

  private SequencedMap<String, LoadRun> runs() throws IOException {
    SequencedMap<String, LoadRun> runs = new LinkedHashMap<>();
    Set<Object> seen = new HashSet<>();
    for (Path file : files) {
      if (!seen.add(identity(file))) {
        throw wrong(file + " is given twice; its frames would be counted twice");
      }
      LoadRun run = read(file);
      runs.put(file.toString(), run);
    }
    return runs;
  }

  private static LoadRun read(Path file) throws IOException {
    try (InputStream in = InputFile.open(file)) {
      return LoadLogFile.read(file, in);
    } catch (LoadLogFile.BadLogException e) {
      throw e;
    } catch (IOException e) {
      String why = FailureText.of(e, Situation.READ_FILE);
      throw new IOException("cannot read " + file + ": " + why, e);
    }
  }

  /**
   * A key that is the same for every path to a file, even to a pipe. If there is none, reading the
   * file reports the failure.
   */
  private static Object identity(Path file) {
    try {
      Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
      return key == null ? file.toAbsolutePath().normalize() : key;
    } catch (IOException e) {
      return file;
    }
  }

  /** Writes a file. */
  private interface Writing {
    void to(Path file) throws IOException;
  }

  private static void write(String option, @Nullable Path file, Writing writing)
      throws IOException {
    if (file == null) {
      return;
    }
    try {
      writing.to(file);
    } catch (IOException e) {
      throw new IOException(OutputFile.problem(option, file, e), e);
    }
  }
}
