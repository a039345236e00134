package dev.echo7;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Nothing in the product depends on the machine's locale. Error Prone checks most of that in each
 * build (DefaultLocale, StringCaseLocaleUsage); this test checks two cases that it misses.
 */
class DefaultLocaleTest {
  private static final List<Path> SOURCES =
      List.of(Path.of("echo7-server", "src", "main"), Path.of("echo7", "src", "main"));
  private static final Pattern IMPLICIT =
      Pattern.compile("\\.formatted\\(|DateTimeFormatter\\.ofPattern\\(\\s*\"[^\"]*\"\\s*\\)");

  @Test
  void textIsFormattedInANamedLocaleOnly() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path sources : SOURCES) {
      try (Stream<Path> files = Files.walk(sources)) {
        for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
          if (IMPLICIT.matcher(Files.readString(file)).find()) {
            found.add(file.toString());
          }
        }
      }
    }
    assertEquals(List.of(), found);
  }
}
