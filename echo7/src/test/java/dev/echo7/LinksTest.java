package dev.echo7;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every relative link in a document leads to a file, and every anchor to a heading: in the source
 * tree, and in a package, which has some of the files only.
 */
class LinksTest {
  private static final Pattern LINK = Pattern.compile("!?\\[[^\\]]*]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("#{1,6} +(.*)");

  /** What packaging/stage copies to the folder of the documents: one line per cp. */
  private static final Pattern COPIED =
      Pattern.compile("^ *cp (?:-r )?([A-Za-z][^\"\\n$]*?) \"\\$doc\"$", Pattern.MULTILINE);

  private static final Pattern EXAMPLES =
      Pattern.compile(
          "for example in ([a-z ]+); do\n +cp -r \"deploy/\\$example\" \"\\$doc/deploy\"");

  @Test
  void everyLinkLeadsToAFileAndEveryAnchorToAHeading() throws IOException {
    List<String> dead = new ArrayList<>();
    for (Path document : documents()) {
      for (String link : links(Files.readString(document))) {
        Path file = target(document, link);
        if (!Files.exists(file)) {
          dead.add(document + ": " + link + ": no such file");
        } else if (link.contains("#") && !anchors(file).contains(anchor(link))) {
          dead.add(document + ": " + link + ": no such heading; " + file + " has " + anchors(file));
        }
      }
    }
    assertEquals(List.of(), dead);
  }

  @Test
  void aPackageHasEveryFileThatItsDocumentsLinkTo() throws IOException {
    Set<Path> copied = copiedIntoPackages();
    List<String> missing = new ArrayList<>();
    for (Path document : documents()) {
      if (copied.stream().noneMatch(document::startsWith)) {
        continue;
      }
      for (String link : links(Files.readString(document))) {
        Path file = target(document, link);
        if (copied.stream().noneMatch(file::startsWith)) {
          missing.add(document + ": " + link + ": packaging/stage does not copy " + file);
        }
      }
    }
    assertEquals(List.of(), missing);
  }

  @Test
  void findsLinksOutsideOfCodeOnly() {
    String text =
        """
        [a](docs/a.md#b) `[no](x)` ![p](p.png)
        ```
        [no](y)
        ```
        [web](https://a.test/)
        """;
    assertEquals(List.of("docs/a.md#b", "p.png"), links(text));
  }

  @Test
  void makesAnAnchorAsGitHubDoes() {
    assertEquals(
        Set.of("what-is-checked", "-c-and-udp", "see-pingmd", "the-end", "the-end-1"),
        anchors(
            """
            # What is checked
            ## `-c` and UDP
            ### See [ping.md](ping.md)
            ```
            # no
            ```
            ## The end
            ## The end
            """));
  }

  private static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>();
    for (String root : List.of(".", "docs")) {
      try (Stream<Path> files = Files.list(Path.of(root))) {
        files
            .map(Path::normalize)
            .filter(file -> file.toString().endsWith(".md"))
            .sorted()
            .forEach(documents::add);
      }
    }
    assertTrue(documents.contains(Path.of("README.md")), documents::toString);
    return documents;
  }

  private static Set<Path> copiedIntoPackages() throws IOException {
    String script = Files.readString(Path.of("packaging/stage"));
    Set<Path> copied = new HashSet<>();
    COPIED
        .matcher(script)
        .results()
        .flatMap(line -> Stream.of(line.group(1).split(" ")))
        .forEach(name -> copied.add(Path.of(name)));
    Matcher examples = EXAMPLES.matcher(script);
    assertTrue(examples.find(), "packaging/stage copies the examples in another way");
    Stream.of(examples.group(1).split(" ")).forEach(name -> copied.add(Path.of("deploy", name)));
    assertTrue(copied.contains(Path.of("README.md")), copied::toString);
    return copied;
  }

  /** The relative links of a text, without those in code. */
  private static List<String> links(String text) {
    return LINK.matcher(withoutFences(text).replaceAll("`[^`\n]*`", ""))
        .results()
        .map(link -> link.group(1))
        .filter(link -> !link.matches("[a-z]+:.*"))
        .toList();
  }

  private static Path target(Path document, String link) {
    String file = link.replaceFirst("#.*", "");
    return file.isEmpty() ? document : document.resolveSibling(file).normalize();
  }

  private static String anchor(String link) {
    return link.substring(link.indexOf('#') + 1);
  }

  private static Set<String> anchors(Path document) throws IOException {
    return anchors(Files.readString(document));
  }

  private static Set<String> anchors(String text) {
    Map<String, Integer> seen = new HashMap<>();
    Set<String> anchors = new HashSet<>();
    for (String line : withoutFences(text).lines().toList()) {
      Matcher heading = HEADING.matcher(line);
      if (heading.matches()) {
        String name =
            heading
                .group(1)
                .replaceAll("\\[([^\\]]*)]\\([^)]*\\)", "$1")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-');
        int before = seen.merge(name, 1, Integer::sum) - 1;
        anchors.add(before == 0 ? name : name + "-" + before);
      }
    }
    return anchors;
  }

  private static String withoutFences(String text) {
    return text.replaceAll("(?ms)^```.*?^```$", "");
  }
}
