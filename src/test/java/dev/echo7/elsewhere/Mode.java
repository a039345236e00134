package dev.echo7.elsewhere;

import java.util.List;

/**
 * One way to use one of the programs, with all that a test must know of it.
 *
 * <p>Words may name what a {@link Peer} offers: {@code {tcp}}, {@code {tls}}, {@code {udp}}, {@code
 * {unix}}, {@code {abstract}} are its endpoints, {@code {pin}} its certificate, {@code {admin}} its
 * admin endpoint; {@code {folder}} is an empty folder and {@code {hlog}} the log of a load.
 *
 * @param name for the test's name
 * @param words the command line; the first is the program's name in bin/
 * @param input what it reads on standard input, all at once
 * @param prints a pattern for what standard output must contain when it has worked
 * @param shape what standard output is
 * @param end how it ends when all is well
 */
record Mode(String name, List<String> words, String input, String prints, Shape shape, End end) {

  /**
   * How a mode ends.
   *
   * @param signal the signal that it gets when it works, or "" if it ends by itself
   * @param code its exit code then
   */
  record End(String signal, int code) {
    static final End ITSELF = new End("", 0);
  }

  /** One that ends by itself, and reads nothing. */
  static Mode of(String name, String words, String prints, Shape shape) {
    return new Mode(name, List.of(words.split(" ", -1)), "", prints, shape, End.ITSELF);
  }

  Mode reading(String text) {
    return new Mode(name, words, text, prints, shape, end);
  }

  Mode endedBy(String signal, int code) {
    return new Mode(name, words, input, prints, shape, new End(signal, code));
  }

  /** One whose work is done when it has found out that something is not so. */
  Mode failing(int code) {
    return endedBy("", code);
  }

  String program() {
    return words.getFirst();
  }

  /** One that serves until it gets a signal; the others are used by a user or a script. */
  boolean isServer() {
    return name.startsWith("server ");
  }

  /** Whether it needs a source port to reach what it asks, other than the admin endpoint. */
  boolean goesByPort() {
    return uses("{tcp}") || uses("{tls}") || uses("{udp}");
  }

  boolean uses(String word) {
    return words.stream().anyMatch(given -> given.contains(word));
  }

  @Override
  public String toString() {
    return name;
  }
}
