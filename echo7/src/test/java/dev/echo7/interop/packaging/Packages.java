package dev.echo7.interop.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** What {@code mvn package} made for users, as it lies in target/. */
final class Packages {
  private static final Pattern RUNTIME_VERSION =
      Pattern.compile("(?m)^JAVA_RUNTIME_VERSION=\"(.*)\"$");

  private Packages() {}

  static Path debianPackage() {
    return theOne("echo7_*.deb");
  }

  /** Unpacked into a folder; the home of the programs. */
  static Path unpackArchive(Path folder) {
    run("tar", "-xzf", theOne("echo7-*-linux-*.tar.gz").toString(), "-C", folder.toString());
    return only(folder, "echo7-*");
  }

  /** A second home with the same files, by hard links: replace a file there, never change it. */
  static Path linked(Path home, Path copy) {
    run("cp", "-al", home.toString(), copy.toString());
    return copy;
  }

  /** The version of the newest JDK 25 on this machine, whose Java the packages ship. */
  static String newestJdk() {
    String release = run("cat", run("packaging/jdk").strip() + "/release");
    Matcher version = RUNTIME_VERSION.matcher(release);
    assertTrue(version.find(), release);
    return version.group(1);
  }

  /** What a command that succeeds prints. */
  static String run(String... command) {
    try (Program program = Program.start(command)) {
      assertEquals(0, program.exitCode(), program::toString);
      return program.stdout();
    }
  }

  private static Path theOne(String pattern) {
    boolean linux = System.getProperty("os.name").equals("Linux");
    Assumptions.assumeTrue(linux, "packages are made on Linux alone");
    return only(Path.of("target").toAbsolutePath(), pattern);
  }

  private static Path only(Path folder, String pattern) {
    try (Stream<Path> files = Files.list(folder)) {
      var matcher = folder.getFileSystem().getPathMatcher("glob:" + pattern);
      List<Path> found = files.filter(file -> matcher.matches(file.getFileName())).toList();
      assertEquals(1, found.size(), () -> pattern + " in " + folder + ": " + found);
      return found.getFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
