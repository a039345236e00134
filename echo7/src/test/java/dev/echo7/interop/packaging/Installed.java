package dev.echo7.interop.packaging;

import dev.echo7.interop.Program;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The programs of this machine. */
public final class Installed {
  /** Where daemons are, which is not on everybody's PATH. */
  private static final String DAEMONS = "/usr/local/sbin:/usr/sbin:/sbin";

  private Installed() {}

  /** Where a program is; the test is skipped, saying so, where it is not installed. */
  public static Path require(String program) {
    Optional<Path> found = find(program);
    Assumptions.assumeTrue(found.isPresent(), program + " is not installed");
    return found.orElseThrow();
  }

  /** A command line with the program's path in front and a port in the place of PORT. */
  public static List<String> command(String line, int port) {
    List<String> words = new ArrayList<>(List.of(line.replace("PORT", "" + port).split(" ", -1)));
    Path program = require(words.getFirst());
    if (words.getFirst().equals("nc")) {
      assumeOpenBsd(program);
    }
    words.set(0, program.toString());
    return words;
  }

  /** Other programs of that name take other options. */
  private static void assumeOpenBsd(Path nc) {
    try (Program help = Program.start(nc.toString(), "-h")) {
      help.exitCode();
      boolean openBsd = help.stderr().contains("OpenBSD");
      Assumptions.assumeTrue(openBsd, "nc is not OpenBSD's: netcat-openbsd is not installed");
    }
  }

  public static Optional<Path> find(String program) {
    String path = System.getenv("PATH") + File.pathSeparator + DAEMONS;
    return Stream.of(path.split(Pattern.quote(File.pathSeparator), -1))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
