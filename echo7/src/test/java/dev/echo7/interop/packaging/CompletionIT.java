package dev.echo7.interop.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the three shells complete, in the shells themselves. */
final class CompletionIT {
  @TempDir private static Path folder;
  private static Path home = Path.of(".");

  @BeforeAll
  static void unpack() {
    home = Packages.unpackArchive(folder);
  }

  /** The cursor is at the end of the line. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "echoserver --log |text long json",
        "echoserver --log = j|json",
        "echoserver --transport |epoll nio",
        "echoserver --proxy-protocol |off required",
        "echoserver --max-b|--max-bytes",
        "echoclient pi|ping",
        "echoclient --timeo|--timeout",
        "echoclient ping --cou|--count",
        "echoclient load --arrivals |fixed poisson",
        "echoclient check --only half|half-close",
        "echoclient check --skip reset,ha|reset,half-close",
        "echoclient merge /etc/passw|/etc/passwd",
        "echoclient --tls-ca /etc/passw|/etc/passwd",
        "echoclient @/etc/passw|@/etc/passwd",
        "echoctl ls --sort -i|-id -idle -in",
        "echoctl --admin 127.0.0.1:9107 cl|close",
        "echoctl tail --js|--json",
        "echoctl fault |clear ls set",
        "echoctl fault --json l|ls",
        "echoctl fault ls --js|--json",
        "echoctl fault set |''",
      })
  void bashCompletes(String line, String expected) {
    String program = line.replaceFirst(" .*", "");
    Path file = home.resolve("share/bash-completion/completions").resolve(program);
    String script =
        "source \"$0\"; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); _complete_$1;"
            + " printf '%s\\n' \"${COMPREPLY[@]}\" | LC_ALL=C sort";
    List<String> command = new ArrayList<>(List.of("bash", "-c", script, file.toString()));
    command.addAll(List.of(line.split(" ", -1)));
    List<String> offered = Packages.run(command.toArray(String[]::new)).lines().toList();
    // Files of this machine may begin alike.
    assertTrue(
        expected.contains("/etc/")
            ? offered.contains(expected)
            : offered.equals(List.of(expected.split(" ")).stream().sorted().toList()),
        offered::toString);
  }

  /** Where the program takes one, and from the file that bash itself reads them from. */
  @ParameterizedTest
  @CsvSource({
    "echoclient echo-fa, echo-far-side",
    "echoclient ping echo-fa, echo-far-side",
    "echoclient load -q echo-fa, echo-far-side",
    "echoclient check echo-fa, echo-far-side",
    "echoclient merge echo-fa, ''",
    "echoctl ls echo-fa, ''",
  })
  void bashCompletesHosts(String line, String expected) throws IOException {
    Path hosts = folder.resolve("hosts");
    Files.writeString(hosts, "192.0.2.7 echo-far-side\n");
    String program = line.replaceFirst(" .*", "");
    Path file = home.resolve("share/bash-completion/completions").resolve(program);
    String script =
        "source \"$0\"; HOSTFILE=$1; shift; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1));"
            + " _complete_$1; printf '%s\\n' \"${COMPREPLY[@]}\"";
    List<String> command =
        new ArrayList<>(List.of("bash", "-c", script, file.toString(), hosts.toString()));
    command.addAll(List.of(line.split(" ", -1)));
    assertEquals(expected, Packages.run(command.toArray(String[]::new)).strip());
  }

  @Test
  void bashKnowsWhichFunctionCompletes() {
    for (String program : List.of("echoserver", "echoclient", "echoctl")) {
      Path file = home.resolve("share/bash-completion/completions").resolve(program);
      String answer =
          Packages.run("bash", "-c", "source \"$0\"; complete -p " + program, file.toString());
      assertTrue(answer.strip().endsWith("-F _complete_" + program + " " + program), answer);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "echoserver --log |json long text",
        "echoserver --transport |epoll nio",
        "echoclient pi|ping",
        "echoclient ping --cou|--count",
        "echoclient load --arrivals |fixed poisson",
        "echoclient check --only half|half-close",
        "echoctl ls --sort=-i|--sort=-id --sort=-idle --sort=-in",
        "echoctl dra|drain",
        "echoctl fault |clear ls set",
        "echoctl fault ls --js|--json",
        "echoctl fault ls --so|''",
        "echoctl ls --so|--sort",
        "echoclient merge /etc/passw|/etc/passwd",
      })
  void fishCompletes(String line, String expected) {
    Installed.require("fish");
    String program = line.replaceFirst(" .*", "");
    Path file = home.resolve("share/fish/vendor_completions.d").resolve(program + ".fish");
    String answer =
        Packages.run(
            "fish",
            "--no-config",
            "-c",
            "source $argv[1]; complete -C $argv[2]",
            file.toString(),
            line);
    List<String> offered =
        answer.lines().map(each -> each.replaceFirst("\t.*", "")).sorted().toList();
    assertTrue(
        expected.contains("/etc/")
            ? offered.contains(expected)
            : offered.equals(expected.isEmpty() ? List.of() : List.of(expected.split(" "))),
        offered::toString);
  }

  /** In an interactive shell on a terminal of its own, since nothing else runs its completion. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "echoserver --log |json",
        "echoserver --transport=|epoll",
        "echoclient pi|echoclient ping",
        "echoclient load --arrivals |poisson",
        "echoclient merge /etc/passw|/etc/passwd",
        "echoclient check --only half|half-close",
        "echoctl ls --sor|--sort",
        "echoctl dra|drain",
        "echoctl fault cl|echoctl fault clear",
      })
  void zshCompletes(String line, String expected) {
    Installed.require("zsh");
    String script =
        """
        zmodload zsh/zpty
        zpty shell zsh -f -i
        zpty -w shell "fpath=($1 \\$fpath); autoload -U compinit; compinit -u -D; echo rea''dy"
        zpty -r shell out '*ready*'
        zpty -w -n shell "$2"$'\\t'
        zpty -r shell out "*$3*"
        zpty -d shell
        print -r -- "$out"
        """
            .replace("\\\\", "\\");
    Path files = home.resolve("share/zsh/vendor-completions");
    try (Program zsh =
        Program.start(
            "timeout", "20", "zsh", "-f", "-c", script, "zsh", files.toString(), line, expected)) {
      assertEquals(0, zsh.exitCode(), zsh::toString);
      assertTrue(zsh.stdout().contains(expected), zsh::toString);
    }
  }
}
