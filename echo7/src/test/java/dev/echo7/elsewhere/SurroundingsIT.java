package dev.echo7.elsewhere;

import dev.echo7.elsewhere.matrix.Cell;
import dev.echo7.elsewhere.matrix.Circumstance;
import dev.echo7.elsewhere.matrix.Mode;
import dev.echo7.elsewhere.matrix.Modes;
import dev.echo7.elsewhere.matrix.Peer;
import dev.echo7.elsewhere.matrix.Sample;
import dev.echo7.elsewhere.matrix.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Environments, locales, time zones and folders that differ from ours. */
final class SurroundingsIT {
  private static final List<Circumstance> ENVIRONMENTS =
      List.of(
          Circumstance.of("an empty environment", "env", "-i"),
          Circumstance.bash(
              "CDPATH",
              "export CDPATH=.:$HOME; cd \"${1%/bin/*}\"; p=bin/${1##*/}; shift; exec $p \"$@\""),
          Circumstance.bash(
              "CDPATH of /usr",
              "export CDPATH=/usr; cd \"${1%/bin/*}\"; p=bin/${1##*/}; shift; exec $p \"$@\""),
          Circumstance.of("ENV and BASH_ENV", "env", "ENV=/etc/passwd", "BASH_ENV=/etc/passwd"),
          Circumstance.of("an odd IFS", "env", "IFS=/e."),
          Circumstance.of("PROMETHEUS_CONFIG", "env", "PROMETHEUS_CONFIG=/etc/passwd"),
          Circumstance.of("no HOME", "env", "-u", "HOME"),
          Circumstance.of("TZ of Kathmandu", "env", "TZ=Asia/Kathmandu"),
          Circumstance.of("no such TZ", "env", "TZ=Nowhere/Land"),
          Circumstance.of("JAVA_TOOL_OPTIONS", "env", "JAVA_TOOL_OPTIONS=-Dany=thing"),
          Circumstance.bash(
              "a removed working directory", "d=$(mktemp -d); cd $d; rmdir $d; exec \"$@\""));

  /** Of a user who is not root, who reads everything. */
  private static final Circumstance UNREADABLE =
      Circumstance.bash(
          "an unreadable working directory",
          "d=$(mktemp -d); cd $d; chmod 0 $d; exec setpriv --reuid=61862 --clear-groups \"$@\"");

  /** Languages whose digits, minus sign, case or separators differ, with a country. */
  private static final List<String> LOCALES =
      List.of(
          "ar-EG-u-nu-arab",
          "fa-IR-u-nu-arabext",
          "hi-IN-u-nu-deva",
          "th-TH-u-nu-thai",
          "tr-TR",
          "lt-LT",
          "de-CH",
          "sv-SE",
          "my-MM-u-nu-mymr",
          "ne-NP-u-nu-deva");

  /** Replaces each UMLAUT of a command line by its UTF-8 bytes, and runs it. */
  private static final String UMLAUTS = "u=$'\\xc3\\xbc'; exec \"${@//UMLAUT/$u}\"";

  /** Copies the installation into a folder with every kind of character in its name. */
  private static final String MOVED =
      "u=$'\\xc3\\xbc'; d=$(mktemp -d)/\"a b'\\\"$u\"$'\\n"
          + "'c; mkdir -p \"$d/target\"; cp -r \"${1%/*}\" \"$d/bin\"; ln -s"
          + " \"${1%/bin/*}/target/echo7.jar\" \"$d/target\"; p=${1##*/}; shift; exec"
          + " \"$d/bin/$p\" \"$@\"";

  private static List<Circumstance> locales() {
    return LOCALES.stream()
        .map(
            tag -> Circumstance.of("the locale " + tag, "env", options(Locale.forLanguageTag(tag))))
        .toList();
  }

  private static String options(Locale locale) {
    String extensions = locale.getExtension('u') == null ? "" : "u-" + locale.getExtension('u');
    return "JAVA_TOOL_OPTIONS=-Duser.language=%s -Duser.country=%s -Duser.extensions=%s"
        .formatted(locale.getLanguage(), locale.getCountry(), extensions);
  }

  /** Modes with arguments that are not ASCII. */
  private static List<Mode> withUmlauts() {
    return List.of(
        Mode.of("server unix UMLAUT", "echoserver -n unix:{folder}/sUMLAUT", "", Shape.TEXT)
            .endedBy("TERM", 0),
        Mode.of("server abstract UMLAUT", "echoserver -n unix:@UMLAUT-{id}", "", Shape.TEXT)
            .endedBy("TERM", 0),
        Mode.of(
                "server admin UMLAUT",
                "echoserver -n --admin unix:{folder}/aUMLAUT 127.0.0.1:0",
                "",
                Shape.TEXT)
            .endedBy("TERM", 0),
        Mode.of(
            "ping into UMLAUT",
            "echoclient ping -c 1 --csv {folder}/UMLAUT.csv {tcp}",
            "1 received",
            Shape.TEXT),
        Mode.of(
            "load into UMLAUT",
            "echoclient load -c 2 -R 50 -d 500ms --hlog {folder}/UMLAUT.hlog --html {folder}/UMLAUT.html"
                + " {tcp}",
            "frames sent",
            Shape.TEXT),
        Mode.of(
            "check into UMLAUT",
            "echoclient check --only single-byte --junit {folder}/UMLAUT.xml {tcp}",
            "^ok 1",
            Shape.TAP));
  }

  private static List<Cell> all() {
    List<Circumstance> charsets =
        Stream.of("C", "C.UTF-8")
            .map(
                name ->
                    Circumstance.bash("LC_ALL=" + name, "export LC_ALL=" + name + "; " + UMLAUTS))
            .toList();
    return Stream.of(
            Cell.of(Modes.ALL, ENVIRONMENTS),
            Cell.of(
                // That user may not open what is root's.
                Modes.where(mode -> !mode.uses("{folder}") && !mode.uses("{unix}")),
                List.of(UNREADABLE)),
            Cell.of(Modes.ALL, locales()),
            Cell.of(Modes.ALL, charsets),
            Cell.of(withUmlauts(), charsets),
            Cell.of(
                Modes.where(mode -> mode.name().matches("server tcp epoll|line tcp|ctl ls|merge")),
                Stream.of("C", "C.UTF-8")
                    .map(
                        name ->
                            Circumstance.bash(
                                "an odd folder, LC_ALL=" + name,
                                "export LC_ALL=" + name + "; " + MOVED))
                    .toList()))
        .flatMap(List::stream)
        .toList();
  }

  /** Cells that failed once; always run. */
  private static final Set<String> KNOWN =
      Set.of(
          "server tcp epoll in CDPATH",
          "server admin in PROMETHEUS_CONFIG",
          "line tcp in CDPATH",
          "ctl ls in CDPATH",
          "server tcp epoll in a removed working directory",
          "line tcp in a removed working directory",
          "ctl ls in a removed working directory",
          "load files in the locale ar-EG-u-nu-arab",
          "ping in the locale ar-EG-u-nu-arab",
          "load files in the locale fa-IR-u-nu-arabext",
          "ping in the locale fa-IR-u-nu-arabext",
          "server unix UMLAUT in LC_ALL=C",
          "server abstract UMLAUT in LC_ALL=C",
          "server admin UMLAUT in LC_ALL=C",
          "ping into UMLAUT in LC_ALL=C",
          "load into UMLAUT in LC_ALL=C",
          "check into UMLAUT in LC_ALL=C",
          "server tcp epoll in an odd folder, LC_ALL=C",
          "line tcp in an odd folder, LC_ALL=C");

  private static @Nullable Peer peer;
  @TempDir private Path folder;

  @BeforeAll
  static void startPeer() {
    peer = Peer.here();
  }

  @AfterAll
  static void stopPeer() {
    Objects.requireNonNull(peer).close();
  }

  static List<Cell> cells() {
    return Sample.of("surroundings", all(), KNOWN, 60);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cells")
  void holds(Cell cell) {
    cell.hold(Objects.requireNonNull(peer), folder);
  }
}
