package dev.echo7.elsewhere.matrix;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Something unusual about a machine, as words in front of a command line.
 *
 * @param name for the test's name
 * @param network the command prefix that enters the machine's network, for the program and its peer
 * @param around the command prefix for the rest, for the program alone
 * @param outcome the expected outcome of a mode
 */
public record Circumstance(
    String name, List<String> network, List<String> around, Function<Mode, Outcome> outcome) {

  /** A circumstance in which every mode works. */
  public static Circumstance of(String name, String... around) {
    return new Circumstance(name, List.of(), List.of(around), mode -> Outcome.WORKS);
  }

  /** A circumstance made by a line of bash, in which {@code "$@"} is the command to run. */
  public static Circumstance bash(String name, String script) {
    return of(name, "bash", "-c", script, "bash");
  }

  public Circumstance with(Function<Mode, Outcome> other) {
    return new Circumstance(name, network, around, other);
  }

  Circumstance inNetwork(List<String> words) {
    return new Circumstance(name, words, around, outcome);
  }

  public List<String> command(List<String> program) {
    List<String> command = new ArrayList<>(network);
    command.addAll(around);
    command.addAll(program);
    return command;
  }

  @Override
  public String toString() {
    return name;
  }
}
