package dev.echo7.elsewhere.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.Program;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/** What must hold for a program that has ended, on any machine. */
public final class Claims {
  /** Text that no user may see: class names, stack traces, messages of the JVM or a shell. */
  private static final Pattern UNFIT =
      Pattern.compile(
          "\\b[a-z]+\\.[a-z.]+\\.[A-Z]\\w+|\\w(Exception|Error)\\b|^\\s+at"
              + " [a-z]|\\bnull\\b|\\b[Ee]xception\\b|OpenJDK|HotSpot|\\bVM\\b|^\\[[\\d.]+s\\]|^#"
              + " |hs_err|getcwd|^\\S+: (line )?\\d+: |Picked up (?!JAVA_TOOL_OPTIONS)|failed with"
              + " error\\(|\\(\\.\\.\\)",
          Pattern.MULTILINE);

  private static final Pattern FOREIGN_DIGITS = Pattern.compile("[\\p{Nd}&&[^0-9]]|\u2212");

  /**
   * Messages of the JVM about that variable, and of /bin/sh about its folder, before our script
   * runs.
   */
  private static final Pattern NOT_OURS =
      Pattern.compile("(?m)^(Picked up JAVA_TOOL_OPTIONS: |sh: 0: getcwd\\(\\) failed: ).*\n");

  static final Pattern NOTHING = Pattern.compile("(?!)");

  private Claims() {}

  /** Holds for one that should have worked, and had nothing to complain of. */
  public static void worked(Mode mode, Program ended, int code) {
    worked(mode, ended, code, NOTHING);
  }

  /** The same for one that may complain in these words. */
  public static void worked(Mode mode, Program ended, int code, Pattern mayComplain) {
    assertEquals(mode.end().code(), code, ended::toString);
    assertFitForUsers(ended);
    // A terminal ends lines by CR and LF.
    String printed = ended.stdout().replace("\r\n", "\n");
    assertTrue(
        Pattern.compile(mode.prints(), Pattern.MULTILINE).matcher(printed).find(),
        () -> "did not do what it is for: " + ended);
    List<String> complaints =
        complaints(mode, ended).stream().filter(line -> !mayComplain.matcher(line).find()).toList();
    assertEquals(List.of(), complaints, ended::toString);
    mode.shape().check(printed);
  }

  /** Checks a program that could not work. */
  static void failed(Mode mode, Program ended, int code, Outcome outcome) {
    assertEquals(outcome.code(), code, ended::toString);
    if (outcome.jvm() != null && outcome.jvm().matcher(ended.stdout() + errors(ended)).find()) {
      return;
    }
    assertFitForUsers(ended);
    Pattern says = Objects.requireNonNull(outcome.says());
    String said = errors(ended) + ended.stdout();
    assertTrue(says.matcher(said).find(), () -> "does not say '" + says + "': " + ended);
    assertTrue(
        complaints(mode, ended).size() <= outcome.lines(),
        () -> "says it in several lines: " + ended);
    if (!ended.stdout().isEmpty()) {
      mode.shape().check(ended.stdout());
    }
  }

  /**
   * No class name, no stack trace, no message of the JVM, no localized digits, whatever the
   * outcome.
   */
  public static void assertFitForUsers(Program ended) {
    String printed = ended.stdout().replace("\r", "").replaceAll("(?m)^# .*\n", "");
    for (String text : List.of(errors(ended), printed)) {
      assertFalse(FOREIGN_DIGITS.matcher(text).find(), () -> "digits of a language: " + ended);
      boolean unfit = UNFIT.matcher(text).find() && !text.startsWith("Usage: ");
      assertFalse(unfit, () -> "unfit for users: " + ended);
    }
  }

  /** Its error lines, each with the program's name in front. */
  static List<String> complaints(Mode mode, Program ended) {
    return errors(ended).lines().filter(line -> line.startsWith(mode.program() + ":")).toList();
  }

  private static String errors(Program ended) {
    return NOT_OURS.matcher(ended.stderr()).replaceAll("");
  }
}
