package dev.echo7.cli.load;

import dev.echo7.cli.EnterKey;
import dev.echo7.cli.ExitCode;
import dev.echo7.cli.QuitSignal;
import dev.echo7.cli.Screen;
import dev.echo7.cli.Signals;
import dev.echo7.cli.Terminal;
import dev.echo7.client.connect.ConnectFailedException;
import dev.echo7.client.connect.ConnectOptions;
import dev.echo7.client.load.LoadListener;
import dev.echo7.client.load.LoadMode;
import dev.echo7.client.load.LoadOptions;
import dev.echo7.json.Json;
import dev.echo7.measure.FailIf;
import dev.echo7.net.Endpoint;
import dev.echo7.net.failure.FailureText;
import dev.echo7.result.LoadHead;
import dev.echo7.result.LoadRun;
import dev.echo7.result.LoadSlice;
import java.io.IOException;
import java.io.PrintStream;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;

/** One load, as its user sees it: what is printed while it runs, at its end, and its code. */
final class LoadTalk implements LoadListener {
  private final Terminal terminal;
  private final LoadPrinting printing;
  private final Endpoint endpoint;
  private final ConnectOptions connect;
  private final PrintStream out;
  private final Screen screen;
  private final LoadFiles files;

  LoadTalk(Terminal terminal, LoadPrinting printing, Endpoint endpoint, ConnectOptions connect)
      throws IOException {
    this.terminal = terminal;
    this.printing = printing;
    this.endpoint = endpoint;
    this.connect = connect;
    this.out = terminal.text(terminal.out());
    this.screen = Screen.of(out);
    this.files = new LoadFiles(printing, terminal);
  }

  /** Returns the exit code. */
  int run(LoadOptions options, LoadShape shape) throws IOException {
    FailIf goal = printing.goal();
    try (files) {
      return goal == null
          ? load(options)
          : new LoadSearch(this, printing, shape, out).run(goal, options);
    } catch (ConnectFailedException e) {
      throw new IOException("cannot connect to " + endpoint + ": " + FailureText.of(e), e);
    }
  }

  private int load(LoadOptions options) throws IOException {
    LoadMode mode = mode(options, this);
    onTermination(mode::stop);
    onRequest(() -> sayStatus(mode));
    return end(mode.run(), Map.of(), true);
  }

  /** Ends the load by this action on a signal, or when standard output is lost. */
  void onTermination(Runnable stop) {
    Signals.onTermination(terminal, stop);
    terminal.out().onLoss(stop);
  }

  /** Has all by which a user asks how it stands run an action. */
  void onRequest(Runnable status) {
    Signals.onRequest(status);
    QuitSignal.handle(status);
    EnterKey.onEach(terminal.in(), status);
  }

  /**
   * Reports the best of several. Returns the exit code.
   *
   * @param isFound whether none better can be left
   */
  int endBest(LoadRun run, Map<String, Object> besides, boolean isFound) {
    files.addAll(run);
    return end(run, besides, isFound);
  }

  /** A load of the same server, not begun, that says nothing while it runs. */
  LoadMode mode(LoadOptions options) throws UnknownHostException {
    return mode(options, new LoadListener() {});
  }

  private LoadMode mode(LoadOptions options, LoadListener listener) throws UnknownHostException {
    return LoadMode.to(endpoint, connect, options, listener, System.nanoTime());
  }

  @Override
  public void started(LoadHead head) {
    files.started(head);
    if (printing.jsonStream()) {
      out.println(Json.line(LoadJson.event("start", LoadJson.head(head))));
    } else if (!printing.json()) {
      LoadLines.start(head).forEach(out::println);
    }
  }

  @Override
  public void slice(LoadSlice slice) {
    files.add(slice);
    if (printing.jsonStream()) {
      out.println(Json.line(LoadJson.event("second", LoadRunJson.slice(slice))));
    } else if (!printing.json() && !printing.quiet() && screen.drawings()) {
      String line = LoadLines.second(slice);
      out.println(slice.allErrors() > 0 ? screen.alarming(line) : line);
    }
  }

  /** Reports, with what else there is to say to a machine. Returns the exit code. */
  private int end(LoadRun run, Map<String, Object> besides, boolean isFound) {
    List<FailIf.Failure> failures = printing.thresholds().failures(run);
    files.end(run, failures);
    int whole = LoadReportText.exitCode(run, failures);
    boolean isGood = isFound && !files.failed();
    int code = isGood || whole != ExitCode.OK ? whole : ExitCode.FAILED;
    if (printing.isForMachines()) {
      Map<String, Object> document = LoadRunJson.of(run, failures, code);
      document.putAll(besides);
      out.print(
          printing.json()
              ? Json.document(document)
              : Json.line(LoadJson.event("end", document)) + System.lineSeparator());
    } else {
      new LoadReportText(run).print(out, screen);
      failures.forEach(failure -> terminal.say("echoclient: failed: " + failure));
    }
    return code;
  }

  /** Says a line on standard error. */
  void say(String line) {
    terminal.say("echoclient: " + line);
  }

  /** Reports on standard error how a load stands. */
  void sayStatus(LoadMode mode) {
    new LoadReportText(mode.report(), false).print(terminal.text(terminal.err()), screen);
  }
}
