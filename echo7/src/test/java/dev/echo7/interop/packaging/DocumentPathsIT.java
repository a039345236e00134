package dev.echo7.interop.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who reads help, a man page, an options file or an example in a package finds the document that it
 * names: by a full path in the Debian package, and by a path below its folder in the archive.
 */
final class DocumentPathsIT {
  private static final Pattern DOCUMENT = Pattern.compile("[-\\w./]*\\bdocs/[a-z-]+\\.md");

  @TempDir private static Path folder;
  private static Path archive = Path.of(".");
  private static Path debian = Path.of(".");

  @BeforeAll
  static void unpack() throws IOException {
    archive = Packages.unpackArchive(Files.createDirectory(folder.resolve("archive")));
    debian = folder.resolve("debian");
    Packages.run("dpkg-deb", "-x", Packages.debianPackage().toString(), debian.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "echoserver",
        "echoclient",
        "echoclient ping",
        "echoclient load",
        "echoclient merge",
        "echoclient check",
        "echoctl"
      })
  void helpNamesDocumentsByTheirFullPath(String command) {
    assertExist(archive.resolve("share/doc/echo7/docs"), help(archive.resolve("bin"), command));
    assertExist(
        debian.resolve("usr/share/doc/echo7/docs"), help(debian.resolve("usr/bin"), command));
  }

  private static Set<String> help(Path bin, String command) {
    return named(Packages.run(("" + bin.resolve(command) + " --help").split(" ", -1)));
  }

  private static void assertExist(Path documents, Set<String> named) {
    assertTrue(!named.isEmpty(), "no document is named");
    for (String document : named) {
      assertEquals(documents, Path.of(document).getParent());
      assertTrue(Files.exists(Path.of(document)), document);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "echoserver, log",
    "echoclient, client",
    "echoclient-ping, ping",
    "echoclient-load, load-at-scale",
    "echoclient-merge, load-at-scale",
    "echoclient-check, check",
    "echoctl, operations"
  })
  void aManPageNamesDocumentsUnderSeeAlso(String page, String document) {
    String file = "share/man/man1/" + page + ".1.gz";
    String ofDebian = Packages.run("zcat", debian.resolve("usr").resolve(file).toString());
    assertTrue(
        ofDebian
            .replace("\\", "")
            .matches("(?s).*SEE ALSO.*\n/usr/share/doc/echo7/docs/" + document + "\\.md\n.*"),
        ofDebian);
    String ofArchive = Packages.run("zcat", archive.resolve(file).toString());
    assertTrue(
        ofArchive
            .replace("\\", "")
            .matches("(?s).*SEE ALSO.*\nshare/doc/echo7/docs/" + document + "\\.md\n.*"),
        ofArchive);
  }

  @Test
  void everyFileButTheDocumentsNamesThemWhereTheyAre() throws IOException {
    assertNamesWhatExists(archive, "share/doc/echo7/docs/", "etc/echo7/server.conf");
    assertNamesWhatExists(debian, "/usr/share/doc/echo7/docs/", "etc/echo7/server.conf");
  }

  private static void assertNamesWhatExists(Path tree, String prefix, String known)
      throws IOException {
    Set<String> naming = new TreeSet<>();
    for (Path file : texts(tree)) {
      String name = tree.relativize(file).toString();
      for (String document : named(text(file))) {
        naming.add(name);
        assertTrue(document.startsWith(prefix), () -> name + " names " + document);
        Path named = tree.resolve(document.replaceFirst("^/", ""));
        assertTrue(Files.exists(named), () -> name + " names " + document);
      }
    }
    assertTrue(naming.contains(known), naming::toString);
    assertTrue(
        naming.stream().anyMatch(name -> name.endsWith("deploy/haproxy/haproxy.cfg")),
        naming::toString);
    assertTrue(
        naming.stream().anyMatch(name -> name.endsWith("man1/echoserver.1.gz")), naming::toString);
  }

  /** What people read, but the documents, whose links are relative. */
  private static List<Path> texts(Path tree) throws IOException {
    try (Stream<Path> files = Files.walk(tree)) {
      return files
          .filter(file -> Files.isRegularFile(file) && !file.toString().endsWith(".md"))
          .filter(file -> !tree.relativize(file).toString().matches(".*\\blib/(java|[^/]*\\.).*"))
          .toList();
    }
  }

  private static String text(Path file) throws IOException {
    return file.toString().endsWith(".gz")
        ? Packages.run("zcat", file.toString()).replace("\\", "")
        : Files.readString(file, StandardCharsets.ISO_8859_1);
  }

  private static Set<String> named(String text) {
    return DOCUMENT
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
