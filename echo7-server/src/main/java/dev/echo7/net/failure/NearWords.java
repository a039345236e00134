package dev.echo7.net.failure;

import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Finds the words that a misspelt one may stand for. */
public final class NearWords {
  private static final int MOST = 3;

  private NearWords() {}

  /**
   * At most three words that are near, the nearest first.
   *
   * <p>Near is an edit distance of at most a third of the length, at least 1, or one word beginning
   * with the other; a word of one letter, or an option of one, is near to none.
   */
  public static List<String> of(String misspelt, Collection<String> known) {
    String word = misspelt.toLowerCase(Locale.ROOT);
    int letters = word.replaceFirst("^-+", "").length();
    if (letters < 2) {
      return List.of();
    }
    int most = Math.max(1, letters / 3);
    List<Near> near =
        known.stream()
            .filter(each -> each.replaceFirst("^-+", "").length() > 1)
            .map(each -> new Near(each, distance(word, each.toLowerCase(Locale.ROOT))))
            .filter(each -> each.distance() <= most || each.word().startsWith(word))
            .sorted()
            .toList();
    // Beside one that is almost right, others only distract.
    int best = near.isEmpty() ? 0 : near.get(0).distance();
    int furthest = best <= 1 ? best : best + 1;
    return near.stream()
        .filter(each -> each.distance() <= furthest)
        .limit(MOST)
        .map(Near::word)
        .toList();
  }

  private record Near(String word, int distance) implements Comparable<Near> {
    @Override
    public int compareTo(Near other) {
      return distance == other.distance
          ? word.compareTo(other.word)
          : Integer.compare(distance, other.distance);
    }
  }

  /** Optimal string alignment: insertions, deletions, substitutions, neighbours swapped. */
  static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(a, b, i, j, cost);
      }
    }
    return cost[a.length()][b.length()];
  }

  private static int cheapest(String a, String b, int i, int j, int[][] cost) {
    boolean same = a.charAt(i - 1) == b.charAt(j - 1);
    int least =
        Math.min(Math.min(cost[i - 1][j], cost[i][j - 1]) + 1, cost[i - 1][j - 1] + (same ? 0 : 1));
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
  }
}
