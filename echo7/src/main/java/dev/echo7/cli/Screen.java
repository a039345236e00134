package dev.echo7.cli;

import java.io.Console;
import java.io.PrintStream;

/**
 * What may be done to standard output beside writing lines: colour and drawings, if somebody looks
 * at it, and colour only if NO_COLOR (no-color.org) does not say otherwise.
 *
 * @param drawings whether somebody looks at it
 * @param colour whether colour is welcome
 */
public record Screen(boolean drawings, boolean colour) {
  private static final String RED = "\u001b[31m";
  private static final String PLAIN = "\u001b[0m";

  public static Screen of(PrintStream out) {
    boolean terminal = isTerminal();
    String noColour = System.getenv("NO_COLOR");
    return new Screen(terminal, terminal && (noColour == null || noColour.isEmpty()));
  }

  /** Whether both standard input and standard output are a terminal. */
  @SuppressWarnings("SystemConsoleNull") // which it is in JDK 25, if there is no terminal
  static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  /** Bad news. */
  public String alarming(String text) {
    return colour ? RED + text + PLAIN : text;
  }
}
