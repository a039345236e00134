package dev.echo7.interop.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.Program;
import dev.echo7.interop.ServerProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The launchers in bin/ in unusual environments, folders and limits. */
final class LauncherSurroundingsIT {
  private static final Path BIN = Path.of("bin").toAbsolutePath();
  private static final Path JAR = Path.of("target", "echo7.jar").toAbsolutePath();

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "echoserver, CDPATH=.:/usr",
    "echoclient, CDPATH=.:/usr",
    "echoctl, CDPATH=.:/usr",
    "echoclient, CDPATH=/usr",
    "echoclient, IFS=/e.",
    "echoclient, ENV=/etc/passwd",
    "echoclient, BASH_ENV=/etc/passwd",
    "echoclient, LC_ALL=de_DE.ISO-8859-1",
    "echoclient, LC_ALL=no_SUCH.UTF-8",
  })
  void startsWithWhateverIsExported(String program, String variable) {
    assertStarts("exec env '" + variable + "' bin/" + program + " --version");
  }

  @ParameterizedTest
  @ValueSource(strings = {"echoserver", "echoclient", "echoctl"})
  void startsWithoutAnEnvironment(String program) {
    assertStarts("exec env -i bin/" + program + " --version");
  }

  /** The complaint of the shell itself cannot be avoided. */
  @ParameterizedTest
  @ValueSource(strings = {"echoserver", "echoclient", "echoctl"})
  void startsInAFolderThatWasRemoved(String program) {
    try (Program started =
        Program.shell(
            "mkdir '%1$s/gone'; cd '%1$s/gone'; rmdir '%1$s/gone'; exec '%2$s/%3$s' --version"
                .formatted(folder, BIN, program))) {
      assertEquals(0, started.exitCode(), started::toString);
      assertTrue(started.stdout().startsWith("echo7 "), started::toString);
      assertTrue(started.stderr().lines().allMatch(l -> l.contains("getcwd")), started::toString);
    }
  }

  private static void assertStarts(String script) {
    try (Program program = Program.shell(script)) {
      assertEquals(0, program.exitCodeIfValid(), program::toString);
      assertTrue(program.stdout().startsWith("echo7 "), program::toString);
      assertEquals("", program.stderr(), program::toString);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"C", "POSIX", "", "de_DE.UTF-8", "tr_TR.UTF-8", "de_DE"})
  void startsFromAnyFolderInAnyLocale(String locale) {
    String home = folder + "/Größe b' x\"y\\z 日本";
    try (Program program =
        Program.shell(
            """
            set -e
            home=$(printf '%%s\\nline' "$1")
            mkdir -p "$home/lib"
            cp -r '%s' "$home/bin"
            cp '%s' "$home/lib/echo7.jar"
            export LC_ALL='%s' LANGUAGE=de
            exec "$home/bin/echoclient" --version
            """
                .formatted(BIN, JAR, locale)
                .replace("$1", home.replace("\\", "\\\\").replace("\"", "\\\"")))) {
      assertEquals(0, program.exitCodeIfValid(), program::toString);
      assertTrue(program.stdout().startsWith("echo7 "), program::toString);
      assertEquals("", program.stderr(), program::toString);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"C", "POSIX", "", "de_DE.UTF-8"})
  void filesAndSocketsHaveTheNamesThatWereGiven(String locale) throws IOException {
    Path sockets = Files.createDirectory(folder.resolve("Büchse"));
    Path words = folder.resolve("wörter");
    Files.writeString(words, "unix:" + sockets + "/öffnung\n");
    List<String> around = List.of("env", "LC_ALL=" + locale, "LANGUAGE=de");
    try (Program server = Program.start(concat(around, "bin/echoserver", "-q", "@" + words))) {
      server.awaitStderr("unix " + sockets + "/öffnung");
      assertTrue(Files.exists(sockets.resolve("öffnung")));
      Path table = folder.resolve("größen.csv");
      try (Program ping =
          Program.start(
              concat(
                  around,
                  "bin/echoclient",
                  "ping",
                  "-c",
                  "1",
                  "--csv",
                  "" + table,
                  "unix:" + sockets + "/öffnung"))) {
        assertEquals(0, ping.exitCodeIfValid(), ping::toString);
        assertEquals("", ping.stderr());
        assertTrue(Files.readString(table).startsWith("event,"));
      }
      try (Program client =
          Program.start(
              concat(around, "bin/echoclient", "--tls-ca", folder + "/ñ", "tls://[::1]:1"))) {
        assertEquals(1, client.exitCode(), client::toString);
        assertEquals(
            "echoclient: cannot read " + folder + "/ñ: no such file or directory; check the path\n",
            client.stderr());
      }
    }
  }

  private static List<String> concat(List<String> around, String... command) {
    return Stream.concat(around.stream(), Stream.of(command)).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "echoserver, 700000",
    "echoclient, 700000",
    "echoctl, 700000",
    "echoserver, 2000000",
    "echoclient, 2000000",
    "echoserver, 3000000",
  })
  void startsWithLittleAddressSpace(String program, int limitKib) {
    assertStarts("ulimit -v " + limitKib + "; exec bin/" + program + " --version");
  }

  @Test
  void echoesWithLittleAddressSpace() {
    try (ServerProgram server =
            ServerProgram.of(
                List.of(
                    "sh", "-c", "ulimit -v 1000000; exec bin/echoserver -n tls://127.0.0.1:0"));
        Program client =
            Program.shell(
                "ulimit -v 1000000; exec bin/echoclient --tls-insecure tls://127.0.0.1:"
                    + server.port())) {
      client.feed("123\n").endInput();
      assertEquals(0, client.exitCode(), client::toString);
      assertEquals("123\n", client.stdout());
      server.stop();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"echoserver", "echoclient", "echoctl"})
  void namesTheLimitWithWhichNoJavaStarts(String program) {
    try (Program started = Program.shell("ulimit -v 300000; exec bin/" + program + " --version")) {
      assertEquals(1, started.exitCode(), started::toString);
      assertEquals("", started.stdout());
      assertEquals(
          program
              + ": ulimit -v 300000: too little address space for Java; allow 600000 KiB or more"
              + " (ulimit -v unlimited)\n",
          started.stderr());
    }
  }
}
