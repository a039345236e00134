package dev.echo7.interop.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.Program;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The man pages, beside {@code --help}. */
final class ManPagesIT {
  /** An option at the left of a help text. */
  private static final Pattern OPTION = Pattern.compile("(?m)^ {2,6}(?:-\\w, )?(-[-\\w]+)");

  private static final List<String> TITLES =
      List.of(
          "NAME",
          "SYNOPSIS",
          "DESCRIPTION",
          "ARGUMENTS",
          "OPTIONS",
          "EXAMPLES",
          "MODES",
          "FILES",
          "ENVIRONMENT",
          "EXIT STATUS",
          "SEE ALSO");

  @TempDir private static Path folder;
  private static Path home = Path.of(".");

  @BeforeAll
  static void unpack() {
    home = Packages.unpackArchive(folder);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "echoserver",
        "echoclient",
        "echoclient-check",
        "echoclient-load",
        "echoclient-merge",
        "echoclient-ping",
        "echoctl"
      })
  void groffRendersThePageWithoutAWarning(String name) {
    Installed.require("groff");
    try (Program groff = Program.shell("zcat " + page(name) + " | groff -man -ww -Tutf8 -P-cbou")) {
      assertEquals(0, groff.exitCode(), groff::toString);
      assertEquals("", groff.stderr());
      assertTrue(
          groff.stdout().contains("\nSYNOPSIS\n       " + words(name) + " "), groff::toString);
    }
  }

  /** A line of the help that holds a colon is none. */
  @ParameterizedTest
  @ValueSource(strings = {"echoserver", "echoclient", "echoclient-ping", "echoctl"})
  void aSectionHasATitleOfAManPage(String name) {
    List<String> titles =
        Packages.run("zcat", page(name).toString())
            .lines()
            .filter(line -> line.startsWith(".SH "))
            .map(line -> line.replaceAll("^.SH \"|\"$", ""))
            .filter(title -> !title.startsWith("echoctl "))
            .toList();
    assertTrue(TITLES.containsAll(titles), titles::toString);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "echoserver",
        "echoclient",
        "echoclient-check",
        "echoclient-load",
        "echoclient-merge",
        "echoclient-ping"
      })
  void thePageHasEveryOptionOfTheHelp(String name) {
    String page = Packages.run("zcat", page(name).toString()).replace("\\", "");
    List<String> options = options(name);
    assertTrue(options.size() > 5, options::toString);
    for (String option : options) {
      assertTrue(page.contains("fB" + option + "fR"), () -> "no " + option + " in " + page);
    }
  }

  /** The page of a mode has the name of the command and its own, as git's have. */
  private static String words(String name) {
    return name.replace('-', ' ');
  }

  private static Path page(String name) {
    return home.resolve("share/man/man1/" + name + ".1.gz");
  }

  private static List<String> options(String name) {
    String command = home.resolve("bin").resolve(words(name)) + " --help";
    String help = Packages.run(command.split(" ", -1));
    return OPTION.matcher(help).results().map(found -> found.group(1)).toList();
  }
}
