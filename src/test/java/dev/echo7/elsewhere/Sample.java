package dev.echo7.elsewhere;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Which cells of a row a build runs: those that are always run, and a few of the others. The choice
 * is the same in every run; {@code -Delsewhere=all} runs all. What is left out is said on standard
 * output, and by name in target/elsewhere/ROW.left-out.
 */
final class Sample {
  private static final long SEED = 862;

  private Sample() {}

  /** Those named in {@code always}, and others up to that number. */
  static List<Cell> of(String row, List<Cell> cells, Set<String> always, int number) {
    if (System.getProperty("elsewhere", "").equals("all")) {
      return cells;
    }
    List<Cell> chosen = new ArrayList<>();
    List<Cell> others = new ArrayList<>();
    cells.forEach(cell -> (always.contains(cell.toString()) ? chosen : others).add(cell));
    if (chosen.size() < always.size()) {
      throw new IllegalArgumentException(row + ": a cell that is always run is none: " + always);
    }
    Collections.shuffle(others, new Random(SEED));
    int more = Math.clamp(number - chosen.size(), 0, others.size());
    chosen.addAll(others.subList(0, more));
    tell(row, chosen.size(), others.subList(more, others.size()));
    return chosen;
  }

  private static void tell(String row, int chosen, List<Cell> leftOut) {
    Path file = Path.of("target", "elsewhere", row + ".left-out");
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, leftOut.stream().map(Cell::toString).sorted().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    System.out.printf(
        "elsewhere, %s: %d cells, seed %d; left out: %d (%s; -Delsewhere=all runs them)%n",
        row, chosen, SEED, leftOut.size(), file);
  }
}
