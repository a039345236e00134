package dev.echo7.interop.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which JDK the packages take ({@code packaging/jdk}), and what {@code packaging/release} refuses
 * before it builds: in a small repository with both scripts, on a machine with further JDKs, all of
 * them newer than a real one.
 */
final class ReleaseIT {
  private static final String URL = "https://example.org/echo7";

  @TempDir private Path folder;
  private Path repository = Path.of(".");

  @BeforeEach
  void makeRepository() throws IOException {
    Installed.require("git");
    repository = Files.createDirectory(folder.resolve("repository").toAbsolutePath()).toRealPath();
    for (String script : List.of("packaging/jdk", "packaging/release", "bin/launch.sh")) {
      Path copy = repository.resolve(script);
      Files.createDirectories(copy.getParent());
      Files.copy(Path.of(script), copy);
    }
    git("init", "-q");
    git("add", ".");
    git("-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-q", "-m", "All");
  }

  @Test
  void thePackagesTakeTheNewestUpdateOfJdk25() throws IOException {
    jdk("25.0.998+3-LTS", null);
    Path newest = jdk("25.0.1000+2-LTS", null);
    jdk("25.0.1000+1", null);
    jdk("25.0.999+36-LTS", null);
    jdk("25.0.1001-ea+5", null);
    jdk("26.0.1+9", null);
    jdk("24.0.2000+1", null);
    Files.delete(jdk("25.0.1002+1", null).resolve("bin/javac"));
    Files.delete(jdk("25.0.1003+1", null).resolve("release"));
    assertEquals(newest + "\n", jdkOf(folder));
    // On the PATH, or in JAVA_HOME, an older one is no better.
    ProcessBuilder builder = script("jdk");
    builder.environment().put("JAVA_HOME", folder.resolve(".jdks/25.0.998+3-LTS").toString());
    assertEquals(newest + "\n", succeeds(builder));
  }

  @Test
  void thePackagesTakeTheSameJdkWhateverTheOrderOfTheFolders() throws IOException {
    Path newest = jdk("25.1000+1", null);
    jdk("25.999.1+1", null);
    jdk("25.999+1", null);
    assertEquals(newest + "\n", jdkOf(folder));
  }

  @Test
  void aReleaseTakesAJdkOf120Days() throws IOException {
    jdk("25.0.1000+2-LTS", daysAgo(120));
    String said = succeeds(script("release", "1.2.3", "--url", URL, "--check"));
    assertTrue(said.startsWith("echo7 1.2.3, "), said);
    assertTrue(said.endsWith(", with Java 25.0.1000+2-LTS of " + daysAgo(120) + "\n"), said);
    assertFalse(Files.exists(repository.resolve("target")), "it built");
  }

  @Test
  void aReleaseRefusesAJdkOf121DaysUnlessItIsAllowed() throws IOException {
    Path old = jdk("25.0.1000+2-LTS", daysAgo(121));
    refuses(
        1,
        old
            + " (25.0.1000+2-LTS) is 121 days old, more than 120: security updates are missing;"
            + " install the newest update of JDK 25, or allow this one with --old-jdk",
        "1.2.3",
        "--url",
        URL,
        "--check");
    succeeds(script("release", "--check", "--old-jdk", "--url=" + URL, "1.2.3-rc1"));
  }

  @Test
  void aReleaseRefusesAJdkWithoutADateUnlessItIsAllowed() throws IOException {
    Path undated = jdk("25.0.1000+2-LTS", null);
    refuses(
        1,
        undated
            + " (25.0.1000+2-LTS) has no JAVA_VERSION_DATE in its file release, so its age is"
            + " unknown; install the newest update of JDK 25, or allow this one with --old-jdk",
        "1.2.3",
        "--url",
        URL,
        "--check");
    succeeds(script("release", "1.2.3", "--url", URL, "--old-jdk", "--check"));
  }

  @Test
  void aReleaseRefusesATreeThatIsNotCommitted() throws IOException {
    jdk("25.0.1000+2-LTS", daysAgo(1));
    Files.writeString(repository.resolve("left behind"), "x");
    refuses(
        1,
        "1 file differs from the last commit: \"left behind\"; commit or remove it (git status)",
        "1.2.3",
        "--url",
        URL,
        "--check");
    Files.writeString(repository.resolve("packaging/jdk"), "\n");
    refuses(
        1,
        "2 files differ from the last commit, packaging/jdk first; commit or remove them"
            + " (git status)",
        "1.2.3",
        "--url",
        URL,
        "--check");
  }

  @Test
  void aReleaseRefusesWhatIsNoRepository() throws IOException {
    try (Stream<Path> files = Files.walk(repository.resolve(".git"))) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    try (Program release = Program.start(script("release", "1.2.3", "--url", URL, "--check"))) {
      assertEquals(1, release.exitCode(), release::toString);
      assertEquals(1, release.stderr().lines().count(), release::toString);
      assertTrue(
          release.stderr().contains(repository + " is not a git repository")
              && release.stderr().endsWith("; clone the repository\n"),
          release::toString);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--url https://example.org | missing VERSION",
        "1.2 --url https://example.org | VERSION must be like 1.2.3 or 1.2.3-rc1, not '1.2'",
        "1.2.3-SNAPSHOT --url https://example.org | not '1.2.3-SNAPSHOT'",
        "1.2.3 4 --url https://example.org | unexpected argument '4'",
        "1.2.3 | missing --url",
        "1.2.3 --url | --url: its value is missing",
        "1.2.3 --url example.org/echo7 | --url must be like https://HOST/PATH",
        "1.2.3 --url https://example.org/?a&b | --url must be like https://HOST/PATH",
        "1.2.3 --url https://example.org --force | unknown option '--force'",
      })
  void aReleaseRefusesAWrongCommandLine(String words, String message) {
    refuses(2, message, words.split(" ", -1));
  }

  private void refuses(int code, String message, String... words) {
    try (Program release = Program.start(script("release", words))) {
      assertEquals(code, release.exitCode(), release::toString);
      assertEquals("", release.stdout());
      assertEquals(1, release.stderr().lines().count(), release::toString);
      assertTrue(release.stderr().startsWith("packaging/release: "), release::toString);
      assertTrue(release.stderr().contains(message), release::toString);
    }
  }

  private static String daysAgo(int days) {
    return LocalDate.now(ZoneOffset.UTC).minusDays(days).toString();
  }

  /** The files of a JDK that the scripts look at, in a folder where they look. */
  private Path jdk(String version, @Nullable String date) throws IOException {
    Path jdk = Files.createDirectories(folder.resolve(".jdks").resolve(version));
    Files.createDirectory(jdk.resolve("bin"));
    for (String tool : List.of("java", "javac", "jlink")) {
      Path file = Files.writeString(jdk.resolve("bin").resolve(tool), "#!/bin/sh\n");
      assertTrue(file.toFile().setExecutable(true));
    }
    Files.writeString(
        jdk.resolve("release"),
        "IMPLEMENTOR=\"Example\"\nJAVA_RUNTIME_VERSION=\"%s\"\n".formatted(version)
            + (date == null ? "" : "JAVA_VERSION_DATE=\"" + date + "\"\n"));
    return jdk;
  }

  private String jdkOf(Path home) {
    ProcessBuilder builder = script("jdk");
    builder.environment().put("HOME", home.toString());
    return succeeds(builder);
  }

  private ProcessBuilder script(String name, String... words) {
    List<String> command =
        Stream.concat(Stream.of(repository.resolve("packaging/" + name) + ""), Stream.of(words))
            .toList();
    ProcessBuilder builder = Program.builder(command);
    builder.environment().put("HOME", folder.toAbsolutePath().toString());
    builder.environment().remove("JAVA_HOME");
    return builder;
  }

  private static String succeeds(ProcessBuilder builder) {
    try (Program program = Program.start(builder)) {
      assertEquals(0, program.exitCode(), program::toString);
      assertEquals("", program.stderr());
      return program.stdout();
    }
  }

  private void git(String... words) {
    List<String> command =
        Stream.concat(Stream.of("git", "-C", repository.toString()), Stream.of(words)).toList();
    Packages.run(command.toArray(String[]::new));
  }
}
