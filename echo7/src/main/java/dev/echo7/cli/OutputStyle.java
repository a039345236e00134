package dev.echo7.cli;

import dev.echo7.text.TimeText;
import java.io.Console;
import java.io.PrintStream;

/**
 * What standard output supports besides plain lines: drawings on a terminal, and colour too unless
 * NO_COLOR (no-color.org) is set.
 *
 * @param drawings whether it is a terminal
 * @param colour whether colour is wanted
 * @param micro whether its charset has the micro sign
 */
public record OutputStyle(boolean drawings, boolean colour, boolean micro) {
  private static final String RED = "\u001b[31m";
  private static final String PLAIN = "\u001b[0m";

  /** A style for ASCII. */
  public OutputStyle(boolean drawings, boolean colour) {
    this(drawings, colour, false);
  }

  public static OutputStyle of(PrintStream out) {
    boolean terminal = isTerminal();
    String noColour = System.getenv("NO_COLOR");
    boolean isUtf8 = System.getProperty("stdout.encoding", "").equalsIgnoreCase("UTF-8");
    return new OutputStyle(
        terminal,
        terminal && (noColour == null || noColour.isEmpty()),
        isUtf8 && out.charset().newEncoder().canEncode('µ'));
  }

  /** Whether both standard input and standard output are a terminal. */
  @SuppressWarnings("SystemConsoleNull") // which it is in JDK 25, if there is no terminal
  static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  /** Text with {@code µs} where the charset has it, else {@code us}. */
  public String units(String text) {
    return micro ? TimeText.withMicroSign(text) : text;
  }

  /** Text in red, for bad news. */
  public String alarming(String text) {
    return colour ? RED + text + PLAIN : text;
  }
}
