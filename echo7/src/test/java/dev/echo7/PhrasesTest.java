package dev.echo7;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.cli.OptionsTest;
import java.io.IOException;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.StringEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Documents, help and messages use the trade's words. Each phrase listed here was in Echo7's texts,
 * and made readers stop: it paraphrases a term, or names no value.
 */
class PhrasesTest {
  /**
   * @param pattern what must not occur, as whole words, in either case
   * @param instead what to write
   */
  private record Phrase(Pattern pattern, String instead) {
    static Phrase of(String words, String instead) {
      String pattern = "(?<![\\w-])(?:" + words + ")(?![\\w-])";
      return new Phrase(Pattern.compile(pattern, Pattern.CASE_INSENSITIVE), instead);
    }
  }

  /** Not after "within a second", and not before a noun, as in "a second SIGTERM". */
  private static final String A_SECOND =
      "(?<!within |for |half |than |about |after |of |every |at most |at least )a second"
          + "(?= *(?:[.;:)|!?]|$|at|by|each|from|in|on|over|per|to|until|with)(?!\\w)|, (?!read-only))";

  private static final String THING =
      "(?:address|client|command|connection|CPU|datagram|document|event|frame|line|listener|message"
          + "|object|peer|pod|probe|processor|row|second|server|source|target|thread|way)";

  private static final List<Phrase> BANNED =
      List.of(
          Phrase.of("so many|so much", "name the number: SIZE bytes, N connections"),
          Phrase.of("for so long|so long as", "name the duration: for TIME; while, if"),
          Phrase.of("as it should", "say what is expected: conforms to RFC 862"),
          Phrase.of("wait a second", "say how long, and until what"),
          Phrase.of("(?:is|are) told", "is reported, is notified; the program prints, logs"),
          Phrase.of("bears?|bore|borne", "supports, can take; has"),
          Phrase.of("owe[sd]?|owing", "outstanding or pending bytes"),
          Phrase.of("belongs? to nobody|nobody's|nobody new", "name the owner; no new connections"),
          Phrase.of("nobody (?:reads|listens)", "output pipe closed; no server is listening"),
          Phrase.of("leave one out", "X and Y exclude each other"),
          Phrase.of("stands? there", "is given, is in the list"),
          Phrase.of("(?:is|are) none of", "must be A or B, not 'x'"),
          Phrase.of("one word too many", "unexpected argument 'x'"),
          Phrase.of("a word is missing", "missing HOST: USAGE"),
          Phrase.of("whoever|whosoever", "the client that, any client that"),
          Phrase.of("in the place of", "instead of"),
          Phrase.of("may it be reached", "is a server listening there?"),
          Phrase.of("laid upon each other", "aligned"),
          Phrase.of("(?:one|an?|each) " + THING + " an? " + THING, "one X per Y"),
          Phrase.of("one an? " + THING, "one per X"),
          Phrase.of("what there is|that there (?:is|are)", "name it"),
          Phrase.of("gave \\w+ up", "aborted"),
          Phrase.of("stood still", "paused"),
          Phrase.of("(?:is|are) to be (?:had|seen)", "is available, is shown"),
          Phrase.of(A_SECOND, "per second"),
          Phrase.of("turned away", "rejected"),
          Phrase.of("patience", "timeout"),
          Phrase.of("equally far apart", "constant spacing"));

  /** Written by bench/compare-servers, with the messages of check on that day. */
  private static final Path REPORT = Path.of("docs/echo-servers-compared.md");

  private static final Pattern NEWEST_CHANGES =
      Pattern.compile("^## .*?(?=^## |\\z)", Pattern.MULTILINE | Pattern.DOTALL);

  @Test
  void documentsUseTheTradesWords() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path document : documents()) {
      found.addAll(phrasesIn(document.toString(), Files.readString(document)));
    }
    assertNone(found);
  }

  /** A change is "old → new", and may quote the old wording. */
  @Test
  void theNewestChangesDoToo() throws IOException {
    Matcher newest = NEWEST_CHANGES.matcher(Files.readString(Path.of("CHANGELOG.md")));
    assertTrue(newest.find());
    String text = newest.group().replaceAll("\"[^\"]*\"", "").replaceAll("`[^`]*`", "");
    assertNone(phrasesIn("CHANGELOG.md", text));
  }

  @Test
  void helpDoesToo() {
    List<String> found = new ArrayList<>();
    for (CommandSpec command : OptionsTest.commands()) {
      String help = new CommandLine(command).getUsageMessage();
      found.addAll(phrasesIn(command.qualifiedName() + " --help", help));
    }
    assertNone(found);
  }

  @Test
  void messagesDoToo() throws IOException {
    List<String> found = new ArrayList<>();
    for (ClassModel model : OwnClasses.all()) {
      for (PoolEntry entry : model.constantPool()) {
        // One without a blank is a name: of a component, a field, a metric.
        if (entry instanceof StringEntry literal && literal.stringValue().contains(" ")) {
          found.addAll(phrasesIn(model.thisClass().asInternalName(), literal.stringValue()));
        }
      }
    }
    assertNone(found);
  }

  @Test
  void pagesDoToo() throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of("echo7/src/main/resources"))) {
      for (Path file : files.filter(f -> f.toString().matches(".*\\.(html|js|yaml)")).toList()) {
        found.addAll(phrasesIn(file.toString(), Files.readString(file)));
      }
    }
    assertNone(found);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "after it has echoed so many bytes | so many",
        "connections with bytes owed | owed",
        "what the peer owes | owes",
        "a line a second, at most | a line a second",
        "at most 1,000 a second; the rest is counted | a second",
        "once a second at most | a second",
        "wait a second | wait a second",
        "a line a datagram | a line a datagram",
        "one a processor by default | one a processor",
        "Whoever connects | Whoever",
        "what there  is to see | what there is",
        "'xml' is none of text, json | is none of",
      })
  void findsThemInBadText(String text, String phrase) {
    List<String> found = phrasesIn("a text", text);
    assertTrue(
        found.stream().anyMatch(each -> each.contains("\"" + phrase + "\"")),
        () -> phrase + " is not in " + found);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "it follows that the bearer lowest in the list is borderline",
        "noticed within a second, even with nothing to write",
        "130, 143: ended by a second SIGINT or SIGTERM",
        "a second, read-only token",
        "two samples a quarter of a second apart; for a second.",
        "one line per second, one per CPU, a line of a datagram",
        "the loop ends (on one machine, in about a second).",
      })
  void findsNoneInGoodText(String text) {
    assertNone(phrasesIn("a text", text));
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("docs"))) {
      Stream<Path> pages = files.filter(file -> file.toString().endsWith(".md")).sorted();
      return Stream.concat(
              Stream.of("README.md", "CONTRIBUTING.md", "ARCHITECTURE.md").map(Path::of), pages)
          .filter(document -> !document.equals(REPORT))
          .toList();
    }
  }

  private static List<String> phrasesIn(String where, String lines) {
    String text = lines.replaceAll("\\s+", " ");
    List<String> found = new ArrayList<>();
    for (Phrase phrase : BANNED) {
      Matcher hits = phrase.pattern().matcher(text);
      while (hits.find()) {
        int from = Math.max(0, hits.start() - 30);
        int to = Math.min(text.length(), hits.end() + 30);
        found.add(
            "%s: \"%s\" in \"%s\": write: %s"
                .formatted(where, hits.group(), text.substring(from, to), phrase.instead()));
      }
    }
    return found;
  }

  private static void assertNone(List<String> found) {
    assertEquals("", String.join("\n", found), () -> found.size() + " phrases to rewrite");
  }
}
