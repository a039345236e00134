package dev.echo7.elsewhere.matrix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Selects the cells of a row that a build runs: the ones that always run, and a few of the others.
 * The selection is the same in every run; {@code -Delsewhere=all} runs all, {@code known} only the
 * former, {@code ~REGEX} those whose names match. Prints how many are left out, and lists them in
 * target/elsewhere/ROW.left-out.
 */
public final class Sample {
  private static final long SEED = 862;

  private Sample() {}

  /** The cells named in {@code always}, and others up to this number. */
  public static <T> List<T> of(String row, List<T> cells, Set<String> always, int number) {
    String extent = System.getProperty("elsewhere", "");
    if (extent.equals("all")) {
      return cells;
    }
    if (extent.startsWith("~")) {
      Pattern wanted = Pattern.compile(extent.substring(1));
      return cells.stream().filter(cell -> wanted.matcher(cell.toString()).find()).toList();
    }
    List<T> chosen = new ArrayList<>();
    List<T> others = new ArrayList<>();
    cells.forEach(cell -> (always.contains(cell.toString()) ? chosen : others).add(cell));
    if (chosen.size() < always.size()) {
      throw new IllegalArgumentException(row + ": unknown cell among those always run: " + always);
    }
    Collections.shuffle(others, new Random(SEED));
    int wanted = extent.equals("known") ? 0 : number - chosen.size();
    int more = Math.clamp(wanted, 0, others.size());
    chosen.addAll(others.subList(0, more));
    tell(row, chosen.size(), others.subList(more, others.size()));
    return chosen;
  }

  private static void tell(String row, int chosen, List<?> leftOut) {
    Path file = Path.of("target", "elsewhere", row + ".left-out");
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, leftOut.stream().map(Object::toString).sorted().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    System.out.printf(
        "elsewhere, %s: %d cells, seed %d; left out: %d (%s; -Delsewhere=all runs them)%n",
        row, chosen, SEED, leftOut.size(), file);
  }
}
