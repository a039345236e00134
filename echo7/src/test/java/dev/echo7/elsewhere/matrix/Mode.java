package dev.echo7.elsewhere.matrix;

import java.util.List;

/**
 * One way to use one of the programs, with everything that a test must know about it.
 *
 * <p>Arguments may refer to a {@link Peer}: {@code {tcp}}, {@code {tls}}, {@code {udp}}, {@code
 * {unix}}, {@code {abstract}} are its endpoints, {@code {pin}} its certificate, {@code {admin}} its
 * admin endpoint; {@code {folder}} is an empty folder and {@code {hlog}} the log of a load.
 *
 * @param name for the name of the test
 * @param words the command line; the first word is the program's name in bin/
 * @param input its standard input, sent all at once
 * @param prints a pattern that standard output must contain if it has worked
 * @param shape the format of standard output
 * @param end how it ends if it has worked
 */
public record Mode(
    String name, List<String> words, String input, String prints, Shape shape, End end) {

  /**
   * How a mode ends.
   *
   * @param signal the signal sent once it works, or "" if it ends by itself
   * @param code its exit code then
   */
  public record End(String signal, int code) {
    static final End ITSELF = new End("", 0);
  }

  /** A mode that ends by itself and reads nothing. */
  public static Mode of(String name, String words, String prints, Shape shape) {
    return new Mode(name, List.of(words.split(" ", -1)), "", prints, shape, End.ITSELF);
  }

  public Mode reading(String text) {
    return new Mode(name, words, text, prints, shape, end);
  }

  public Mode endedBy(String signal, int code) {
    return new Mode(name, words, input, prints, shape, new End(signal, code));
  }

  /** A mode that has worked if it reports that something is wrong. */
  Mode failing(int code) {
    return endedBy("", code);
  }

  public String program() {
    return words.getFirst();
  }

  /** A mode that serves until it gets a signal; the others run for a user or a script. */
  public boolean isServer() {
    return name.startsWith("server ");
  }

  /** Whether it needs a source port to reach what it asks, other than the admin endpoint. */
  public boolean goesByPort() {
    return uses("{tcp}") || uses("{tls}") || uses("{udp}");
  }

  public boolean uses(String word) {
    return words.stream().anyMatch(given -> given.contains(word));
  }

  @Override
  public String toString() {
    return name;
  }
}
