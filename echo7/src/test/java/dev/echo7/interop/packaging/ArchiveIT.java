package dev.echo7.interop.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.Program;
import dev.echo7.interop.ServerProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The .tar.gz, unpacked in a folder that its build did not know. */
final class ArchiveIT {
  @TempDir private static Path folder;
  private static Path home = Path.of(".");

  @BeforeAll
  static void unpack() {
    home = Packages.unpackArchive(folder);
  }

  @Test
  void echoesWithTheJavaThatItBrings() throws IOException {
    try (ServerProgram server = server(home)) {
      assertEquals(home.resolve("lib/java/bin/java").toRealPath(), executable(server));
      assertEchoes(home, server);
      server.stop();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"echoserver", "echoclient", "echoctl"})
  void itsJavaIsOfTheNewestJdk25AndIsNamed(String program) {
    String java = "\nJDK " + Packages.newestJdk() + " (";
    String version = Packages.run(home.resolve("bin").resolve(program).toString(), "--version");
    assertTrue(version.contains(java), () -> java + " is not in " + version);
  }

  @Test
  void startsFromItsCache() throws IOException {
    try (ServerProgram server = server(home)) {
      assertTrue(
          mapped(server).contains(home.resolve("lib/echoserver.aot")), server.program()::toString);
    }
  }

  /** Which could fail where the temporary folder is not for programs. */
  @Test
  void unpacksNoLibraryToStart() throws IOException {
    try (ServerProgram server = server(home)) {
      List<Path> netty =
          mapped(server).stream().filter(file -> file.toString().contains("netty")).toList();
      assertEquals(1, netty.size(), netty::toString);
      assertEquals(home.resolve("lib"), netty.getFirst().getParent());
    }
  }

  @Test
  void findsTheLibraryOfTls() throws IOException {
    try (ServerProgram server =
        ServerProgram.of(List.of(home + "/bin/echoserver", "tls://127.0.0.1:0"))) {
      assertTrue(
          mapped(server).stream().anyMatch(file -> file.startsWith(home) && isTls(file)),
          server.program()::toString);
    }
  }

  private static boolean isTls(Path library) {
    return library.getFileName().toString().startsWith("libnetty_tcnative");
  }

  /** The JVM says on standard output, among the bytes of others, what it does not like. */
  @Test
  void saysNothingOfACacheThatIsOfAnotherJar() throws IOException {
    Path other = Packages.linked(home, folder.resolve("other-jar"));
    Path jar = other.resolve("lib/echo7.jar");
    Files.delete(jar);
    Files.copy(home.resolve("lib/echo7.jar"), jar);
    long cached = Files.getLastModifiedTime(other.resolve("lib/echoserver.aot")).toMillis();
    Files.setLastModifiedTime(jar, FileTime.fromMillis(cached + 1_000));
    assertServesWithoutCache(other);
  }

  @Test
  void saysNothingOfACacheThatIsCut() throws IOException {
    Path cut = Packages.linked(home, folder.resolve("cut-cache"));
    for (String name : List.of("echoserver.aot", "echoclient.aot")) {
      byte[] cache = Files.readAllBytes(cut.resolve("lib").resolve(name));
      Files.delete(cut.resolve("lib").resolve(name));
      Files.write(cut.resolve("lib").resolve(name), Arrays.copyOf(cache, cache.length / 2));
    }
    assertServesWithoutCache(cut);
  }

  @Test
  void namesWhatItsJavaNeedsOfTheSystem() throws IOException {
    Path loader = Path.of(Files.readString(home.resolve("lib/java/loader")).strip());
    assertTrue(Files.exists(loader), loader::toString);
    byte[] java = Files.readAllBytes(home.resolve("lib/java/bin/java"));
    assertTrue(new String(java, StandardCharsets.ISO_8859_1).contains("\0" + loader + "\0"));
  }

  /** As on Alpine, where a shell says of such a program that it is not found. */
  @Test
  void saysThatItsJavaIsForAnotherKindOfSystem() throws IOException {
    Path foreign = Packages.linked(home, folder.resolve("foreign"));
    Path loader = foreign.resolve("lib/java/loader");
    Files.delete(loader);
    Files.writeString(loader, "/lib/ld-of-another-system.so.2\n");
    Installed.require("unshare");
    Assumptions.assumeTrue(System.getProperty("user.name").equals("root"), "needs root");
    String hidden = "[ ! -d /usr/lib/jvm ] || mount -t tmpfs none /usr/lib/jvm; ";
    String command =
        "exec env -i PATH=%s HOME=/nonexistent %s/bin/echoclient -V"
            .formatted(onlyReadlink(), foreign);
    try (Program client = Program.start("unshare", "-m", "sh", "-c", hidden + command)) {
      assertEquals(1, client.exitCode(), client::toString);
      assertEquals(
          "echoclient: the Java of this package needs glibc, whose"
              + " /lib/ld-of-another-system.so.2 is not here; install a JDK 25 of your system,"
              + " or set JAVA_HOME to it\n",
          client.stderr());
    }
    // With a Java of this machine it does without its own.
    ProcessBuilder builder = Program.builder(foreign.resolve("bin/echoclient").toString(), "-V");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    try (Program client = Program.start(builder)) {
      assertEquals(0, client.exitCode(), client::toString);
    }
  }

  private static void assertServesWithoutCache(Path home) throws IOException {
    try (ServerProgram server = server(home)) {
      assertFalse(
          mapped(server).contains(home.resolve("lib/echoserver.aot")), server.program()::toString);
      assertEquals("", server.program().stdout());
      // A JVM that complains does so before it runs anything.
      String stderr = server.program().stderr();
      assertTrue(stderr.startsWith("listening on "), stderr);
      assertEchoes(home, server);
    }
  }

  private static ServerProgram server(Path home) {
    return ServerProgram.of(
        List.of(
            "env",
            "-i",
            "PATH=" + onlyReadlink(),
            home.resolve("bin/echoserver").toString(),
            "127.0.0.1:0"));
  }

  private static void assertEchoes(Path home, ServerProgram server) {
    ProcessBuilder builder =
        Program.builder(home.resolve("bin/echoclient").toString(), "localhost", "" + server.port());
    builder.environment().clear();
    builder.environment().putAll(Map.of("PATH", onlyReadlink().toString()));
    try (Program client = Program.start(builder)) {
      client.feed("123\n").endInput();
      assertEquals(0, client.exitCode(), client::toString);
      assertEquals("123\n", client.stdout());
      assertEquals("", client.stderr());
    }
  }

  /** A PATH without any Java. */
  private static Path onlyReadlink() {
    try {
      Path tools = folder.resolve("tools");
      if (!Files.exists(tools)) {
        Files.createDirectory(tools);
        Files.createSymbolicLink(tools.resolve("readlink"), Installed.require("readlink"));
      }
      return tools;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path executable(ServerProgram server) throws IOException {
    return Files.readSymbolicLink(Path.of("/proc", "" + server.program().pid(), "exe"));
  }

  /** proc_pid_maps(5): the file is the sixth word. */
  private static List<Path> mapped(ServerProgram server) throws IOException {
    try (var lines = Files.lines(Path.of("/proc", "" + server.program().pid(), "maps"))) {
      return lines
          .map(line -> line.split("\\s+", 6))
          .filter(words -> words.length == 6 && words[5].startsWith("/"))
          .map(words -> Path.of(words[5]))
          .distinct()
          .collect(Collectors.toList());
    }
  }
}
