package dev.echo7.interop.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.Program;
import dev.echo7.interop.ServerProgram;
import dev.echo7.interop.packaging.Installed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launchers in bin/, wherever they are and however they are called. */
final class LauncherIT {
  private static final Path BIN = Path.of("bin").toAbsolutePath();
  private static final Path JAR = Path.of("target", "echo7.jar").toAbsolutePath();

  /** The Java that runs the tests: new enough for the programs. */
  private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

  /** What a launcher needs beside a shell. */
  private static final List<String> TOOLS =
      List.of("readlink", "mkdir", "rmdir", "rm", "sleep", "grep", "cp", "cat", "sed", "chmod");

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"echoserver", "echoclient", "echoctl"})
  void startsFromAnyFolder(String name) {
    assertStarts(in(folder, BIN.resolve(name)));
  }

  @Test
  void startsThroughLinksToLinks() throws IOException {
    Path link = folder.resolve("first");
    Files.createSymbolicLink(link, packaged("package").resolve("bin/echoclient"));
    Files.createSymbolicLink(folder.resolve("second"), link.getFileName());
    assertStarts(in(Path.of("."), folder.resolve("second")));
    ProcessBuilder fromThePath = Program.builder("sh", "-c", "second --version");
    fromThePath.environment().merge("PATH", folder + ":", (path, first) -> first + path);
    assertStarts(fromThePath);
  }

  @Test
  void startsFromAPackageInAFolderWithBlanks() throws IOException {
    Path home = packaged("a folder  with blanks");
    assertStarts(in(home, home.resolve("bin/echoserver")));
    assertStarts(in(home, Path.of("bin/echoclient")));
    assertStarts(in(home.resolve("bin"), Path.of("./echoclient")));
  }

  @Test
  void looksFurtherWhenJavaHomeIsTooOld() throws IOException {
    Path old = Files.createDirectories(folder.resolve("jdk-17"));
    Files.writeString(old.resolve("release"), "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"17.0.15\"\n");
    script(Files.createDirectory(old.resolve("bin")).resolve("java"), "echo old; exit 3");
    ProcessBuilder program = in(folder, BIN.resolve("echoclient"));
    program.environment().put("JAVA_HOME", old.toString());
    program.environment().merge("PATH", JAVA_HOME + "/bin:", (path, first) -> first + path);
    assertStarts(program);
  }

  private static ProcessBuilder in(Path workingFolder, Path launcher) {
    return Program.builder(launcher.toString(), "--version").directory(workingFolder.toFile());
  }

  private static void assertStarts(ProcessBuilder builder) {
    try (Program program = Program.start(builder)) {
      assertEquals(0, program.exitCode(), program::toString);
      assertTrue(program.stdout().startsWith("echo7 "), program::toString);
      assertEquals("", program.stderr());
    }
  }

  @Test
  void saysThatMavenIsMissingWhereNothingIsBuilt() throws IOException {
    Path home = copyOfBin("checkout");
    try (Program program = Program.start(withFewTools(home))) {
      assertEquals(1, program.exitCode(), program::toString);
      assertEquals("", program.stdout());
      assertEquals(1, program.stderr().lines().count(), program::toString);
      assertTrue(program.stderr().startsWith("echoclient: not built yet"), program::toString);
      assertTrue(program.stderr().contains("install maven"), program::toString);
    }
    assertFalse(Files.exists(home.resolve("target/building")), "a lock was left behind");
  }

  @Test
  void namesTheErrorOfABuildThatFails() throws IOException {
    Path home = copyOfBin("checkout");
    ProcessBuilder builder = withFewTools(home);
    script(folder.resolve("tools/mvn"), "echo '[ERROR] no network'; exit 1");
    try (Program program = Program.start(builder)) {
      assertEquals(1, program.exitCode(), program::toString);
      assertTrue(program.stderr().contains("[ERROR] no network"), program::toString);
      assertTrue(program.stderr().contains("target/build.log"), program::toString);
    }
    assertFalse(Files.exists(home.resolve("target/building")), "a lock was left behind");
  }

  @Test
  void twoFirstStartsBuildOnce() throws IOException {
    Path home = copyOfBin("checkout");
    ProcessBuilder builder = withFewTools(home);
    script(
        folder.resolve("tools/mvn"),
        """
        echo built >>'%1$s/builds'
        while [ ! -e '%1$s/go' ]; do sleep 0.1; done
        cp '%2$s' target/echo7.jar
        """
            .formatted(folder, JAR));
    try (Program first = Program.start(builder).awaitStderr("first start: building");
        Program second = Program.start(builder).awaitStderr("waiting for another build")) {
      Files.createFile(folder.resolve("go"));
      assertEquals(0, first.exitCode(), first::toString);
      assertEquals(0, second.exitCode(), second::toString);
      assertTrue(second.stdout().startsWith("echo7 "), second::toString);
    }
    assertEquals("built\n", Files.readString(folder.resolve("builds")));
    assertFalse(Files.exists(home.resolve("target/building")), "a lock was left behind");
  }

  @Test
  void theFirstStartMakesCachesForLaterOnes() throws IOException {
    Path home = copyOfBin("checkout");
    Files.createDirectory(home.resolve("packaging"));
    for (String file : List.of("packaging/train", "packaging/PackagedJar.java")) {
      Files.copy(Path.of(file), home.resolve(file));
    }
    ProcessBuilder client = withFewTools(home);
    script(folder.resolve("tools/mvn"), "cp '%s' target/echo7.jar".formatted(JAR));
    try (Program first = Program.start(client)) {
      assertEquals(0, first.exitCodeWithin(Duration.ofMinutes(2)), first::toString);
    }
    ProcessBuilder server =
        Program.builder(home.resolve("bin/echoserver").toString(), "127.0.0.1:0");
    server.environment().clear();
    server.environment().putAll(client.environment());
    assertTrue(usesCache(server), "the cache is not used");
    Path jar = home.resolve("target/echo7.jar");
    Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(60)));
    assertFalse(usesCache(server), "the cache of another jar is used");
  }

  private static boolean usesCache(ProcessBuilder server) throws IOException {
    try (Program program = Program.start(server).awaitStderr("at most ")) {
      return Files.readString(Path.of("/proc/" + program.pid() + "/maps")).contains(".aot");
    }
  }

  /** The layout of a package: nothing is built there. */
  private Path packaged(String name) throws IOException {
    Path home = copyOfBin(name);
    Files.copy(JAR, Files.createDirectory(home.resolve("lib")).resolve("echo7.jar"));
    return home;
  }

  private Path copyOfBin(String name) throws IOException {
    Path home = Files.createDirectory(folder.resolve(name));
    Files.createDirectory(home.resolve("bin"));
    for (String file : List.of("echoserver", "echoclient", "echoctl", "launch.sh")) {
      Files.copy(BIN.resolve(file), home.resolve("bin").resolve(file));
    }
    return home;
  }

  /** {@code echoclient --version} of that home, with no Maven on the PATH but a Java at hand. */
  private ProcessBuilder withFewTools(Path home) throws IOException {
    Path tools = Files.createDirectory(folder.resolve("tools"));
    for (String tool : TOOLS) {
      script(tools.resolve(tool), "exec " + Installed.require(tool) + " \"$@\"");
    }
    ProcessBuilder builder = in(folder, home.resolve("bin/echoclient"));
    builder.environment().clear();
    builder
        .environment()
        .putAll(Map.of("PATH", tools.toString(), "JAVA_HOME", JAVA_HOME.toString()));
    return builder;
  }

  private static void script(Path file, String body) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + body);
    assertTrue(file.toFile().setExecutable(true));
  }

  @Test
  void shellcheckFindsNothing() {
    String shellcheck = Installed.require("shellcheck").toString();
    try (Program program =
        Program.start(
            shellcheck,
            "-x",
            "bin/echoserver",
            "bin/echoclient",
            "bin/launch.sh",
            "packaging/jdk",
            "packaging/release",
            "packaging/stage",
            "packaging/train",
            "bench/logcost",
            "bench/compare-servers")) {
      assertEquals(0, program.exitCode(), program::toString);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"<&-", ">&-", "<&- >&-"})
  void serverServesWithoutStandardStreams(String closed) {
    try (ServerProgram server =
            ServerProgram.of(List.of("sh", "-c", "exec bin/echoserver 127.0.0.1:0 " + closed));
        Program client = Program.start("bin/echoclient", "127.0.0.1", "" + server.port())) {
      client.feed("123\n").endInput();
      assertEquals(0, client.exitCode(), client::toString);
      assertEquals("123\n", client.stdout());
      server.stop();
    }
  }

  /** Where a stream is closed, its number must not become that of a file of the JVM's. */
  @Test
  void clientWithoutInputSendsNothing() {
    try (ServerProgram server = ServerProgram.start("127.0.0.1:0");
        Program client = Program.shell("exec bin/echoclient 127.0.0.1 " + server.port() + " <&-")) {
      assertEquals(1, client.exitCode(), client::toString);
      assertEquals("", client.stdout());
      assertEquals(1, client.stderr().lines().count(), client::toString);
      assertTrue(client.stderr().contains("standard input"), client::toString);
    }
  }

  @Test
  void clientWithoutOutputSaysSo() {
    try (ServerProgram server = ServerProgram.start("127.0.0.1:0");
        Program client = Program.shell("exec bin/echoclient 127.0.0.1 " + server.port() + " >&-")) {
      client.feed("123\n").endInput();
      assertEquals(1, client.exitCode(), client::toString);
      assertEquals(1, client.stderr().lines().count(), client::toString);
      assertTrue(client.stderr().contains("standard output"), client::toString);
    }
  }
}
