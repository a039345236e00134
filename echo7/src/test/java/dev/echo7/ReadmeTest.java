package dev.echo7;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** README is short, and its first screen is enough to know what Echo7 is for. */
final class ReadmeTest {
  private static final int MOST_LINES = 130;
  private static final int FIRST_SCREEN = 24;
  private static final Pattern COMMAND =
      Pattern.compile("\\$ (bin/\\S+( (ping|load|check))?) .* # \\S.*");
  private static final Pattern PICTURE = Pattern.compile("!\\[.+\\]\\((.+)\\)");

  @Test
  void isShort() throws IOException {
    assertTrue(lines().size() <= MOST_LINES, () -> "README.md is too long");
  }

  @Test
  void beginsWithFourCommandsAndWhatTheyTell() throws IOException {
    List<String> commands =
        firstScreen().stream()
            .map(COMMAND::matcher)
            .filter(matcher -> matcher.matches())
            .map(matcher -> matcher.group(1))
            .toList();
    assertEquals(
        List.of(
            "bin/echoserver", "bin/echoclient ping", "bin/echoclient check", "bin/echoclient load"),
        commands);
  }

  @Test
  void beginsWithAPictureThatExists() throws IOException {
    List<String> pictures =
        firstScreen().stream()
            .map(PICTURE::matcher)
            .filter(matcher -> matcher.matches())
            .map(matcher -> matcher.group(1))
            .toList();
    assertEquals(1, pictures.size(), pictures::toString);
    assertTrue(Files.isRegularFile(Path.of(pictures.getFirst())), pictures::toString);
  }

  private static List<String> firstScreen() throws IOException {
    return lines().subList(0, FIRST_SCREEN);
  }

  private static List<String> lines() throws IOException {
    return Files.readAllLines(Path.of("README.md"));
  }
}
