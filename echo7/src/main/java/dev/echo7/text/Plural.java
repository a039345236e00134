package dev.echo7.text;

/** Counts with their noun, for people. */
public final class Plural {
  private Plural() {}

  /** {@code 1 byte}, {@code 2 bytes}: for nouns whose plural ends in s. */
  public static String of(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
