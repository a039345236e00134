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
 * Searches the highest rate at which a server does what is wanted: twice as much until it does not,
 * then the middle between the highest that held and the lowest that did not. One thread.
 *
 * <p>A rate holds if every term of the goal does, if what was offered came back in time, and if
 * this machine kept up. One that does not is tried once more, since a neighbour's hiccup is not the
 * server's limit.
 */
public final class KneeSearch {
  /** Where it begins, frames a second. */
  private static final double FIRST = 1000;

  private static final double LEAST = 1;
  private static final double MOST = 1e9;

  /** It ends when the two differ by no more than this. */
  private static final double CLOSE = 1.05;

  /** Of what was offered; a schedule's last echoes may come after its end. */
  private static final double DELIVERED = 0.98;

  private final FailIf goal;
  private final Trial trial;
  private final Consumer<Step> listener;
  private @Nullable Step best;
  private @Nullable Step worst;

  /** Loads a server. */
  public interface Trial {
    /** Returns null if it was stopped by its user, who wants no more. */
    @Nullable LoadRun at(double rate) throws IOException;
  }

  /**
   * A rate that was tried.
   *
   * @param rate frames a second
   * @param run what came of it
   * @param unmet why it does not hold, each a line; none if it holds
   */
  public record Step(double rate, LoadRun run, List<String> unmet) {
    /** Whether the server bears it. */
    public boolean holds() {
      return unmet.isEmpty();
    }
  }

  /**
   * What was found.
   *
   * @param best the highest rate that held; null if none did
   * @param worst the lowest that did not; null if there was none
   * @param broken why the search ended early with what it had; null if it did not
   */
  public record Knee(@Nullable Step best, @Nullable Step worst, @Nullable IOException broken) {}

  /**
   * @param listener told of each step
   */
  public KneeSearch(FailIf goal, Trial trial, Consumer<Step> listener) {
    this.goal = goal;
    this.trial = trial;
    this.listener = listener;
  }

  /**
   * Searches, until it is found, the user wants no more, or the server cannot be reached any more.
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

  /** The rate to try, or 0 if it is found. */
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
