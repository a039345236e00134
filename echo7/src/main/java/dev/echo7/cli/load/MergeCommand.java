package dev.echo7.cli.load;

import dev.echo7.cli.CommandLines;
import dev.echo7.cli.ExitCode;
import dev.echo7.cli.OptionGroup;
import dev.echo7.cli.OutputFile;
import dev.echo7.cli.Screen;
import dev.echo7.cli.Terminal;
import dev.echo7.cli.Versions;
import dev.echo7.json.Json;
import dev.echo7.measure.FailIf;
import dev.echo7.net.failure.FailureText;
import dev.echo7.net.failure.Situation;
import dev.echo7.net.file.InputFile;
import dev.echo7.report.LoadPage;
import dev.echo7.result.LoadJoin;
import dev.echo7.result.LoadLog;
import dev.echo7.result.LoadLogFile;
import dev.echo7.result.LoadRun;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** {@code echoclient merge FILE...}: the loads of many machines as one. */
public final class MergeCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final CommandSpec spec;
  private List<Path> files = List.of();
  private boolean json;
  private @Nullable Path html;
  private @Nullable Path hlog;
  private @Nullable String failIf;

  private MergeCommand(Terminal terminal) {
    this.terminal = terminal;
    this.spec = describe();
  }

  /** What the command line may hold, and what the help says of it. */
  CommandSpec spec() {
    return spec;
  }

  private CommandSpec describe() {
    CommandSpec command = CommandLines.describe(this, "echoclient merge", new Versions.OfClient());
    command
        .usageMessage()
        .customSynopsis("echoclient merge [OPTIONS] FILE...")
        .description(
            "Joins what several machines have written with echoclient load --hlog, and prints one"
                + " report. Histograms are added, never averaged; seconds are laid upon each other"
                + " by the machines' clocks.")
        .parameterListHeading("%nWhat to join:%n")
        .optionListHeading("%nWhat to print:%n")
        .footer(
            "",
            "Example:",
            "  echoclient merge --html report.html --fail-if 'p99>5ms,loss>0%%' pod-*.hlog",
            "",
            "Exit codes: 0 every byte came back, 1 it did not, or a file cannot be used,",
            "            2 wrong command line, 3 a term of --fail-if came true, 141 output",
            "            pipe closed.");
    command.addPositional(
        OptionGroup.words(
            "1..*",
            "FILE",
            Path.class,
            "Written by echoclient load --hlog, on one machine each; or by merge.",
            words -> files = words));
    new OptionGroup(null)
        .flag("--json", "One JSON document, and nothing else.", () -> json = true)
        .value(
            "--html",
            "FILE",
            Path.class,
            "A page with charts, all in one file.",
            given -> html = given)
        .value(
            "--hlog",
            "FILE",
            Path.class,
            "The joined load as a log like those that were read.",
            given -> hlog = given)
        .text(
            "--fail-if",
            "TERMS",
            "Exit with 3 if one of these comes true: 'p99>5ms,loss>0.1%%,corrupt>0'.",
            given -> failIf = given)
        .addTo(command);
    OptionGroup.about().addTo(command);
    return command;
  }

  public static int run(Terminal terminal, String... arguments) {
    return CommandLines.run(new MergeCommand(terminal).spec, terminal, arguments);
  }

  @Override
  public Integer call() {
    FailIf thresholds = thresholds();
    try {
      return report(thresholds);
    } catch (IOException e) {
      return refused(FailureText.of(e));
    }
  }

  /** There is no report. Returns the exit code. */
  private int refused(String message) {
    if (json) {
      terminal.text(terminal.out()).print(Json.document(LoadJson.refused(message)));
    } else {
      terminal.say("echoclient: " + message);
    }
    return ExitCode.FAILED;
  }

  private int report(FailIf thresholds) throws IOException {
    LoadRun run = joined();
    List<FailIf.Failure> failures = thresholds.failures(run);
    int code = LoadReportText.exitCode(run, failures);
    if (hlog != null) {
      write("--hlog", hlog, file -> LoadLog.write(file, run));
    }
    if (html != null) {
      write(
          "--html",
          html,
          file -> LoadPage.write(file, run, failIf == null ? "" : failIf, failures));
    }
    PrintStream out = terminal.text(terminal.out());
    if (json) {
      out.print(Json.document(LoadRunJson.of(run, failures, code)));
    } else {
      new LoadReportText(run).print(out, Screen.of(out));
      failures.forEach(failure -> terminal.say("echoclient: failed: " + failure));
    }
    return code;
  }

  private FailIf thresholds() {
    try {
      return failIf == null ? FailIf.never() : FailIf.parse(failIf);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), FailureText.of(e), e);
    }
  }

  private LoadRun joined() throws IOException {
    SequencedMap<String, LoadRun> runs = new LinkedHashMap<>();
    Set<Object> seen = new HashSet<>();
    for (Path file : files) {
      if (!seen.add(identity(file))) {
        throw new ParameterException(
            spec.commandLine(), file + " is given twice; what is counted twice is wrong");
      }
      LoadRun run = read(file);
      runs.put(file.toString(), run);
    }
    try {
      return LoadJoin.of(runs);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), FailureText.of(e), e);
    }
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
   * A key that is the same for every path to a file, pipes too. If there is none, reading the file
   * reports the failure.
   */
  private static Object identity(Path file) {
    try {
      Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
      return key == null ? file.toAbsolutePath().normalize() : key;
    } catch (IOException e) {
      return file;
    }
  }

  /** Something that writes a file. */
  private interface Writing {
    void to(Path file) throws IOException;
  }

  private static void write(String option, Path file, Writing writing) throws IOException {
    try {
      writing.to(file);
    } catch (IOException e) {
      throw new IOException(OutputFile.problem(option, file, e), e);
    }
  }
}
