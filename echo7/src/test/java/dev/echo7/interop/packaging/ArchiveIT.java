package dev.echo7.interop.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.Program;
import dev.echo7.interop.ServerProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
