package dev.echo7.net.failure;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Cleans the message of a throwable for users: its first line, without class names, control
 * characters or {@code null}. Any thread.
 */
final class PlainMessage {
  /**
   * {@code java.net.BindException}, in a message or instead of one. Possessive: to repeat a group
   * otherwise, the JDK takes a piece of the stack each time, of which a long message has not
   * enough.
   */
  private static final Pattern QUALIFIED_NAME =
      Pattern.compile("(?<![\\w./@'\"-])(?:[a-z_][\\w$]*+\\.)++[A-Z][\\w$]*(?:@[0-9a-f]+)?:?");

  private static final Pattern THROWABLE_NAME =
      Pattern.compile("(?<![\\w./'\"-])[A-Z][\\w$]*(?:Exception|Error|Throwable)\\b:?");

  private static final Pattern NULL =
      Pattern.compile("[:=]?\\s*(?<![\\w./'\"-])null(?![\\w./'\"-])");

  /** What is left of a message that said nothing else; an address of IPv6 may begin so, too. */
  private static final Pattern LOOSE_ENDS =
      Pattern.compile("^(?!\\[?[0-9a-fA-F]*:[0-9a-fA-F:])[\\s:;,.()\\[\\]]+|[\\s:;,]+$|\\(\\s*\\)");

  /** The start of a new word in {@code OverlappingFileLock} or {@code SSLHandshake}. */
  private static final Pattern NEXT_WORD =
      Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");

  private static final int MOST_CHARACTERS = 500;

  /** Of which those are made: what takes names out of it takes a time that grows as its square. */
  private static final int MOST_LOOKED_AT = 4 * MOST_CHARACTERS;

  private PlainMessage() {}

  /** The cleaned message; empty if it says nothing. */
  static String of(Throwable failure) {
    String message;
    try {
      message = failure.getMessage();
    } catch (RuntimeException e) {
      return "";
    }
    return message == null ? "" : plain(message);
  }

  private static String plain(String message) {
    String line =
        message.lines().map(String::strip).filter(l -> !l.isEmpty()).findFirst().orElse("");
    line = line.substring(0, Math.min(line.length(), MOST_LOOKED_AT));
    line = QUALIFIED_NAME.matcher(line).replaceAll("");
    line = THROWABLE_NAME.matcher(line).replaceAll("");
    line = NULL.matcher(line).replaceAll("");
    line = LOOSE_ENDS.matcher(line.replaceAll("\\p{Cntrl}", " ")).replaceAll("").strip();
    line = line.replaceAll(" {2,}", " ");
    if (line.codePoints().noneMatch(Character::isLetterOrDigit)) {
      return "";
    }
    return uncapitalized(
        line.length() > MOST_CHARACTERS ? line.substring(0, MOST_CHARACTERS) : line);
  }

  /** Lowers a sentence's capital, but not that of a name or an abbreviation. */
  private static String uncapitalized(String line) {
    boolean sentence = line.length() > 1 && Character.isLowerCase(line.charAt(1));
    return sentence ? line.substring(0, 1).toLowerCase(Locale.ROOT) + line.substring(1) : line;
  }

  /** The type in words: {@code overlapping file lock}; empty if it says nothing. */
  static String kind(Throwable failure) {
    Class<?> type = failure.getClass();
    while (type.getSimpleName().isEmpty()) {
      type = type.getSuperclass();
    }
    String name = type.getSimpleName().replaceFirst("(Exception|Error|Throwable)$", "");
    String words =
        NEXT_WORD.matcher(name.replace('_', ' ')).replaceAll(" ").toLowerCase(Locale.ROOT);
    return words.replaceAll("\\bnull\\b", "missing value").strip();
  }

  /** Whether it is one of our own exceptions, whose messages are already for users. */
  static boolean isOurs(Throwable failure) {
    return failure.getClass().getName().startsWith(ours());
  }

  /** {@code dev.echo7.}, whatever it is called after relocation into another program. */
  private static String ours() {
    String here = PlainMessage.class.getPackageName();
    return here.substring(0, here.length() - "net.failure".length());
  }

  /** Whether a wrapper has taken its message over from its cause. */
  static boolean repeatsCause(Throwable failure, @Nullable Throwable cause) {
    return cause != null && cause.toString().equals(failure.getMessage());
  }
}
