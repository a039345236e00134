package dev.echo7.cli;

import java.io.Console;
import java.io.PrintStream;

/**
 * What standard output supports besides plain lines: drawings on a terminal, and colour too unless
 * NO_COLOR (no-color.org) is set.
 *
 * @param drawings whether it is a terminal
 * @param colour whether colour is wanted
 */
public record OutputStyle(boolean drawings, boolean colour) {
  private static final String RED = "\u001b[31m";
  private static final String PLAIN = "\u001b[0m";

  public static OutputStyle of(PrintStream out) {
    boolean terminal = isTerminal();
    String noColour = System.getenv("NO_COLOR");
    return new OutputStyle(terminal, terminal && (noColour == null || noColour.isEmpty()));
  }

  /** Whether both standard input and standard output are a terminal. */
  @SuppressWarnings("SystemConsoleNull") // which it is in JDK 25, if there is no terminal
  static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  /** Text in red, for bad news. */
  public String alarming(String text) {
    return colour ? RED + text + PLAIN : text;
  }
}
