package dev.echo7.client.load;

import dev.echo7.measure.FailIf;
import dev.echo7.result.LoadRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Searches for the highest rate at which a server meets a goal: doubles the rate until it fails,
 * then bisects between the highest that held and the lowest that failed. One thread.
 *
 * <p>A rate holds if the run meets every term of the goal, nearly all frames came back in time, and
 * this machine kept up. A rate that fails is tried once more, since a brief disturbance is not the
 * server's limit.
 */
public final class KneeSearch {
  /** The first rate, in frames per second. */
  private static final double FIRST = 1000;

  private static final double LEAST = 1;
  private static final double MOST = 1e9;

  /** The ratio of the two rates at which the search ends. */
  private static final double CLOSE = 1.05;

  /**
   * The share of the due frames that must come back; the last echoes may come after the end of the
   * schedule.
   */
  private static final double DELIVERED = 0.98;

  private final FailIf goal;
  private final Trial trial;
  private final Consumer<Step> listener;
  private @Nullable Step best;
  private @Nullable Step worst;

  /** Runs one load. */
  public interface Trial {
    /** Returns null if the user stopped it, which ends the search. */
    @Nullable LoadRun at(double rate) throws IOException;
  }

  /**
   * One rate and its result.
   *
   * @param rate frames per second
   * @param run the results
   * @param unmet why it does not hold, one line each; empty if it holds
   */
  public record Step(double rate, LoadRun run, List<String> unmet) {
    /** Whether the rate holds. */
    public boolean holds() {
      return unmet.isEmpty();
    }
  }

  /**
   * The results of a search.
   *
   * @param best the highest rate that held; null if none
   * @param worst the lowest rate that failed; null if none
   * @param broken why the search ended early; null if it did not
   */
  public record Knee(@Nullable Step best, @Nullable Step worst, @Nullable IOException broken) {}

  /**
   * @param listener receives each step
   */
  public KneeSearch(FailIf goal, Trial trial, Consumer<Step> listener) {
    this.goal = goal;
    this.trial = trial;
    this.listener = listener;
  }

  /**
   * Searches until the rate is found, the user stops a trial, or the server cannot be reached any
   * more.
   *
   * @throws IOException if a trial failed before any rate held
   */
  public Knee run() throws IOException {
    try {
      search();
      return new Knee(best, worst, null);
    } catch (IOException e) {
      if (best == null) {
        throw e;
      }
      return new Knee(best, worst, e);
    }
  }

  private void search() throws IOException {
    double rate = FIRST;
    while (rate >= LEAST && rate <= MOST) {
      Step step = step(rate);
      if (step != null && !step.holds()) {
        step = step(rate);
      }
      if (step == null) {
        break;
      }
      if (step.holds()) {
        best = step;
      } else {
        worst = step;
      }
      rate = next();
    }
  }

  private @Nullable Step step(double rate) throws IOException {
    LoadRun run = trial.at(rate);
    if (run == null) {
      return null;
    }
    Step step = new Step(rate, run, unmet(run));
    listener.accept(step);
    return step;
  }

  /** The next rate to try; 0 at the end of the search. */
  private double next() {
    Step held = best;
    Step failed = worst;
    if (failed == null) {
      return held == null ? FIRST : held.rate() * 2;
    }
    if (held == null) {
      return failed.rate() / 2;
    }
    if (failed.rate() / held.rate() <= CLOSE) {
      return 0;
    }
    double middle = (held.rate() + failed.rate()) / 2;
    double whole = Math.rint(middle);
    return whole > held.rate() && whole < failed.rate() ? whole : middle;
  }

  private List<String> unmet(LoadRun run) {
    List<String> all = new ArrayList<>();
    goal.unmet(run).forEach(term -> all.add(term.toString()));
    if (run.totals().messages() + 1 < DELIVERED * run.totals().due()) {
      all.add(String.format(Locale.ROOT, "only %.0f/s came back in time", run.rate()));
    }
    run.validity().reasons().forEach(reason -> all.add("INVALID: " + reason));
    return all;
  }
}
