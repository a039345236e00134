package dev.echo7.elsewhere;

import static dev.echo7.elsewhere.matrix.Outcome.WORKS;
import static dev.echo7.elsewhere.matrix.Outcome.fails;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.echo7.elsewhere.matrix.Cell;
import dev.echo7.elsewhere.matrix.Circumstance;
import dev.echo7.elsewhere.matrix.Mode;
import dev.echo7.elsewhere.matrix.Outcome;
import dev.echo7.elsewhere.matrix.Peer;
import dev.echo7.elsewhere.matrix.Sample;
import dev.echo7.elsewhere.matrix.Shape;
import dev.echo7.interop.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that are pipes, folders, links, empty, huge or full; and the longest paths of sockets. */
final class FilesIT {
  /** For each argument with FILE:PATH, calls "as PATH", which puts another name into $REPLY. */
  private static final String RENAMING =
      "n=(); for w; do if [[ $w == *FILE:* ]]; then as \"${w#*FILE:}\";"
          + " w=${w%%FILE:*}$REPLY; fi; n+=(\"$w\"); done; exec \"${n[@]}\"";

  /** Cells that failed once; always run. */
  private static final Set<String> KNOWN =
      Set.of(
          "server --admin-token-file in a process substitution",
          "server --admin-token-file in a pipe as /dev/stdin",
          "ctl --token-file in a process substitution",
          "merge FILE in a process substitution",
          "merge FILE in a pipe as /dev/stdin",
          "check --junit in a full disk");

  /** Whose clients need a certificate; it is read only for an endpoint that speaks TLS. */
  private static final Mode CLIENT_CA =
      server("--tls-client-ca", "--tls-client-ca FILE:{read}/cert tls://127.0.0.1:0");

  private static @Nullable Peer peer;
  @TempDir private static Path read;
  @TempDir private Path folder;

  @BeforeAll
  static void startPeer() throws IOException {
    peer = Peer.here();
    Files.writeString(read.resolve("token"), "one-of-those-tokens\n");
    Files.writeString(read.resolve("other-token"), "another-of-those-tokens\n");
    Files.writeString(read.resolve("words"), "-q # as always\n");
    Files.writeString(read.resolve("options"), "-c 1\n");
    Files.copy(Cell.LOG, read.resolve("load"));
    String script =
        "cd "
            + read
            + "; openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=localhost"
            + " -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout key -out cert"
            + " && chmod 600 *";
    try (Program openssl = Program.shell(script)) {
      assertEquals(0, openssl.exitCode(), openssl::toString);
    }
  }

  @AfterAll
  static void stopPeer() {
    Objects.requireNonNull(peer).close();
  }

  private static Circumstance named(String name, String script) {
    return Circumstance.bash(name, "as() { " + script + "; }; " + RENAMING);
  }

  /** Modes that read a file. */
  private static List<Mode> readers() {
    return List.of(
        server("--admin-token-file", "--admin 127.0.0.1:0 --admin-token-file FILE:{read}/token"),
        server(
            "--admin-read-token-file",
            "--admin 127.0.0.1:0 --admin-token-file {read}/token --admin-read-token-file"
                + " FILE:{read}/other-token"),
        server("--tls-cert", "--tls-cert FILE:{read}/cert --tls-key {read}/key tls://127.0.0.1:0"),
        server("--tls-key", "--tls-cert {read}/cert --tls-key FILE:{read}/key tls://127.0.0.1:0"),
        server("@FILE", "@FILE:{read}/words"),
        Mode.of(
            "ping @FILE",
            "echoclient ping -w 1 @FILE:{read}/options {tcp}",
            "packets transmitted",
            Shape.TEXT),
        Mode.of("merge FILE", "echoclient merge FILE:{read}/load", "frames sent", Shape.TEXT),
        Mode.of(
            "merge --json FILE",
            "echoclient merge --json FILE:{read}/load",
            "exitCode",
            Shape.JSON),
        Mode.of(
            "ctl --token-file",
            "echoctl --admin {admin} --token-file FILE:{read}/token health",
            "",
            Shape.TEXT));
  }

  private static Mode server(String name, String words) {
    return Mode.of("server " + name, "echoserver -n " + words + " 127.0.0.1:0", "", Shape.TEXT)
        .endedBy("TERM", 0);
  }

  /** Modes that write a file. */
  private static List<Mode> writers() {
    return List.of(
        writer("ping --csv", "ping -c 1 --csv FILE:{folder}/a.csv {tcp}", "1 received"),
        writer("ping --hlog", "ping -c 1 --hlog FILE:{folder}/a.hlog {tcp}", "1 received"),
        writer(
            "load --csv",
            "load -c 2 -R 50 -d 500ms --csv FILE:{folder}/a.csv {tcp}",
            "frames sent"),
        writer(
            "load --hlog",
            "load -c 2 -R 50 -d 500ms --hlog FILE:{folder}/a.hlog {tcp}",
            "frames sent"),
        writer(
            "load --html",
            "load -c 2 -R 50 -d 500ms --html FILE:{folder}/a.html {tcp}",
            "frames sent"),
        writer("merge --hlog", "merge {hlog} --hlog FILE:{folder}/a.hlog", "frames sent"),
        writer("merge --html", "merge {hlog} --html FILE:{folder}/a.html", "frames sent"),
        writer("check --junit", "check --only lines --junit FILE:{folder}/a.xml {tcp}", "^ok 1"));
  }

  private static Mode writer(String name, String words, String prints) {
    return Mode.of(name, "echoclient " + words, prints, Shape.TEXT);
  }

  private static List<Circumstance> readable() {
    return List.of(
        named("a process substitution", "exec 9< <(cat \"$1\"); REPLY=/dev/fd/9"),
        named("a pipe as /dev/stdin", "exec < <(cat \"$1\"); REPLY=/dev/stdin"),
        named("a file as /dev/stdin", "exec <\"$1\"; REPLY=/dev/stdin"),
        named(
            "a FIFO",
            "d=$(mktemp -d); mkfifo -m 600 $d/p; (exec <>/dev/null >&0 2>&0; cat \"$1\" >$d/p) &"
                + " REPLY=$d/p"),
        named("a symbolic link", "d=$(mktemp -d); ln -s \"$1\" $d/l; REPLY=$d/l"),
        named(
            "a path with odd letters",
            "d=$(mktemp -d)/\"a b'\\\"c\"; mkdir \"$d\"; cp \"$1\" \"$d/x y\"; REPLY=\"$d/x y\""));
  }

  private static List<Circumstance> unreadable() {
    return Stream.of(
            named("a folder", "REPLY=/etc"),
            named("no such file", "REPLY=/nonexistent/file"),
            named("an empty file", "REPLY=$(mktemp)"),
            named("a file of a GiB", "REPLY=$(mktemp); truncate -s 1G $REPLY"),
            named("/dev/zero", "REPLY=/dev/zero"))
        .map(there -> there.with(mode -> refused(mode, there)))
        .toList();
  }

  private static Outcome refused(Mode mode, Circumstance there) {
    if (mode.name().contains("@FILE") && there.name().equals("an empty file")) {
      return WORKS;
    }
    return fails(mode.name().contains("@FILE") ? 2 : 1, ".");
  }

  private static List<Circumstance> writable() {
    return List.of(
        named("a process substitution", "exec 9> >(exec >/dev/null 2>&1; cat); REPLY=/dev/fd/9"),
        named(
            "a FIFO",
            "d=$(mktemp -d); mkfifo $d/p; (exec <>/dev/null >&0 2>&0; cat $d/p) & REPLY=$d/p"),
        named("a symbolic link", "d=$(mktemp -d); ln -s \"$1\" $d/l; REPLY=$d/l"),
        named("/dev/null", "REPLY=/dev/null"));
  }

  private static List<Circumstance> unwritable() {
    return Stream.of(
            named("a folder", "REPLY=/tmp"),
            named("no such folder", "REPLY=/nonexistent/file"),
            named("a full disk", "REPLY=/dev/full"),
            named(
                "a socket",
                "d=$(mktemp -d); (exec <>/dev/null >&0 2>&0; timeout 9 socat UNIX-LISTEN:$d/s -) & "
                    + "until [ -S $d/s ]; do :; done; REPLY=$d/s"))
        .map(there -> there.with(mode -> unwritten(mode, there)))
        .toList();
  }

  /** A file that cannot be made is a wrong command line of ping and check; a full disk is not. */
  private static Outcome unwritten(Mode mode, Circumstance there) {
    boolean usage = mode.name().matches("(ping|check) .*") && !there.name().equals("a full disk");
    return fails(usage ? 2 : 1, "cannot write|cannot be written");
  }

  static List<Cell> cells() {
    List<Cell> all =
        Stream.of(
                Cell.of(readers(), readable()),
                Cell.of(readers(), unreadable()),
                Cell.of(List.of(CLIENT_CA), unreadable()),
                Cell.of(writers(), writable()),
                Cell.of(writers(), unwritable()))
            .flatMap(List::stream)
            .toList();
    return Sample.of("files", all, KNOWN, 60);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cells")
  void holds(Cell cell) {
    List<String> words =
        cell.mode().words().stream().map(word -> word.replace("{read}", read.toString())).toList();
    Mode mode = cell.mode();
    Mode filled =
        new Mode(mode.name(), words, mode.input(), mode.prints(), mode.shape(), mode.end());
    new Cell(filled, cell.circumstance()).hold(Objects.requireNonNull(peer), folder);
  }

  /** unix(7): sun_path has 108 bytes, the last of them 0. */
  @ParameterizedTest
  @CsvSource({"87, 0", "100, 0", "107, 0", "108, 1", "110, 1", "120, 1"})
  void takesSocketPathsAsLongAsTheKernelDoes(int length, int code) {
    Outcome outcome = code == 0 ? WORKS : fails(code, "107");
    String path = folder + "/" + "p".repeat(length - folder.toString().length() - 1);
    Circumstance there = Circumstance.of(length + " bytes of path").with(mode -> outcome);
    for (String words : List.of("unix:PATH", "--admin unix:PATH 127.0.0.1:0")) {
      Mode mode = Mode.of("server", "echoserver -n " + words, "", Shape.TEXT);
      List<String> named = mode.words().stream().map(word -> word.replace("PATH", path)).toList();
      Mode server = new Mode("server " + words, named, "", "", Shape.TEXT, new Mode.End("TERM", 0));
      new Cell(server, there).hold(Objects.requireNonNull(peer), folder);
    }
  }
}
