package dev.echo7.interop.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.Program;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code echoclient check} said.
 *
 * @param output in TAP
 * @param notOk names of the checks that failed
 * @param skipped names of those that were not done
 */
record Checking(int exitCode, String output, Set<String> notOk, Set<String> skipped) {
  /** 64 MiB, twelve times, on a machine that has other things to do. */
  private static final Duration LONG = Duration.ofMinutes(2);

  private static final Pattern RESULT =
      Pattern.compile("(?m)^(not ok|ok) (\\d+) - ([a-z0-9-]+): [^#\\n]*( # SKIP .*)?$");

  /** Checks with these words, to the end. */
  static Checking of(String... words) {
    List<String> command = new ArrayList<>(List.of("bin/echoclient", "check"));
    command.addAll(List.of(words));
    return of(command);
  }

  /** By a whole command line. */
  static Checking of(List<String> command) {
    try (Program check = Program.start(command)) {
      int exitCode = check.exitCodeWithin(LONG);
      assertEquals("", check.stderr().replaceAll("echoclient: warning: .*\n", ""));
      return read(exitCode, check.stdout());
    }
  }

  private static Checking read(int exitCode, String output) {
    Set<String> notOk = new TreeSet<>();
    Set<String> skipped = new TreeSet<>();
    int count = 0;
    Matcher result = RESULT.matcher(output);
    while (result.find()) {
      assertEquals(++count, Integer.parseInt(result.group(2)), output);
      if (result.group(1).equals("not ok")) {
        notOk.add(result.group(3));
      } else if (result.group(4) != null) {
        skipped.add(result.group(3));
      }
    }
    assertTrue(output.startsWith("TAP version 14\n# "), output);
    assertTrue(output.contains("\n1.." + count + "\n"), output);
    String sum =
        String.format(
            Locale.ROOT,
            "# %d ok, %d not ok, %d skipped\n",
            count - notOk.size() - skipped.size(),
            notOk.size(),
            skipped.size());
    assertTrue(output.endsWith(sum), output);
    assertEquals(notOk.isEmpty() ? 0 : 1, exitCode, output);
    return new Checking(exitCode, output, notOk, skipped);
  }
}
