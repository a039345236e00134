package dev.echo7.elsewhere;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Something unusual about a machine, as words in front of a command line.
 *
 * @param name for the test's name
 * @param network the words that enter the machine's network, for the program and for its peer
 * @param around the words that make the rest of it, for the program alone
 * @param outcome what comes of a mode there
 */
record Circumstance(
    String name, List<String> network, List<String> around, Function<Mode, Outcome> outcome) {

  /** One in which all works. */
  static Circumstance of(String name, String... around) {
    return new Circumstance(name, List.of(), List.of(around), mode -> Outcome.WORKS);
  }

  /** One that a line of bash makes, in which {@code "$@"} is the command to be run. */
  static Circumstance bash(String name, String script) {
    return of(name, "bash", "-c", script, "bash");
  }

  Circumstance with(Function<Mode, Outcome> other) {
    return new Circumstance(name, network, around, other);
  }

  Circumstance inNetwork(List<String> words) {
    return new Circumstance(name, words, around, outcome);
  }

  List<String> command(List<String> program) {
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
