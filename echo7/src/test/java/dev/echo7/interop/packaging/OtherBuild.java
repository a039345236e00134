package dev.echo7.interop.packaging;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Builds by Maven beside the one that runs the tests; what they need is in its local repository.
 */
final class OtherBuild {
  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  private OtherBuild() {}

  /**
   * Runs Maven; it is done on return, and its output there.
   *
   * @param environment more of it
   */
  static Program run(Path project, Map<String, String> environment, List<String> words) {
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(Installed.require("mvn").toString(), "-B", "-q", "-f", project.toString()));
    command.addAll(words);
    ProcessBuilder builder = Program.builder(command);
    builder.environment().putAll(environment);
    Program maven = Program.start(builder);
    maven.exitCodeWithin(TIMEOUT);
    return maven;
  }

  /** A plugin of the version that builds us. */
  static String plugin(String name) throws IOException {
    return "org.apache.maven.plugins:" + name + ":" + property(name + ".version");
  }

  /** A property of our own pom.xml. */
  static String property(String name) throws IOException {
    return inPom("<" + Pattern.quote(name) + ">(.*)</");
  }

  /** Our own version. */
  static String version() throws IOException {
    return inPom("<artifactId>echo7-parent</artifactId>\\s*<version>(.*)</version>");
  }

  private static String inPom(String pattern) throws IOException {
    Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(Path.of("pom.xml")));
    assertTrue(matcher.find(), pattern);
    return matcher.group(1);
  }

  /** The local repository of the build that runs the tests. */
  static Path localRepository() {
    Path here = Path.of(System.getProperty("user.home"), ".m2", "repository");
    return Path.of(System.getProperty("maven.repo.local", here.toString()));
  }

  /** Copies a file or a folder to the same place below another. */
  static void copy(Path source, Path target) throws IOException {
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.toList()) {
        Path copy = target.resolve(source.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.createDirectories(copy.getParent());
          Files.copy(file, copy);
        }
      }
    }
  }
}
