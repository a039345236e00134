package dev.echo7.interop.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.TestCertificates;
import dev.echo7.interop.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A project on Java 17 with echo7-server as its only dependency, from a repository that holds it:
 * built by Maven and run on the Java that this machine has by default.
 */
final class ConsumerIT {
  private static final Path SOURCE = Path.of("echo7/src/test/consumer");
  private static final Path JARS = Path.of("echo7-server/target");

  @TempDir private Path folder;

  @Test
  void echoesOverTcpTlsAndUdp() throws IOException {
    String java = Installed.require("java").toString();
    requireOldJava(java);
    String version = version();
    publish("echo7-parent", version, Path.of("pom.xml"), null);
    publish(
        "echo7-server",
        version,
        Path.of("echo7-server/pom.xml"),
        JARS.resolve("echo7-server-" + version + ".jar"));
    copyProject();
    try (Program maven =
        Program.start(
            Installed.require("mvn").toString(),
            "-B",
            "-q",
            "-o",
            "-Daether.offline.protocols=file",
            "-s",
            settings().toString(),
            "-Dmaven.repo.local=" + folder.resolve("local"),
            "-Drepository=" + folder.resolve("repository"),
            "-Decho7.version=" + version,
            "-f",
            folder.resolve("project").toString(),
            plugin("maven-compiler-plugin") + ":compile",
            plugin("maven-dependency-plugin") + ":build-classpath",
            "-Dmdep.outputFile=" + folder.resolve("class-path"))) {
      assertEquals(0, maven.exitCodeWithin(Duration.ofMinutes(3)), maven::toString);
    }
    TestCertificates authority = TestCertificates.in(folder);
    authority.issue("server");
    String classPath =
        folder.resolve("project/target/classes")
            + ":"
            + Files.readString(folder.resolve("class-path"));
    runTheProgramOfTheManual(java, classPath);
    try (Program consumer =
        Program.start(
            java,
            "-cp",
            classPath,
            "consumer.Consumer",
            folder.resolve("server.pem").toString(),
            folder.resolve("server.key").toString(),
            folder.resolve("ca.pem").toString())) {
      assertEquals(0, consumer.exitCode(), consumer::toString);
      assertEquals(
          List.of(
              "Java 17",
              "nio, 1 event loop",
              "tcp echoes",
              "tls echoes",
              "udp echoes",
              "cannot listen on unix:/tmp/no-such-socket: transport nio cannot half-close a Unix"
                  + " socket; use epoll or kqueue",
              "tls: a self-signed certificate needs org.bouncycastle:bcpkix-jdk18on on the class"
                  + " path; add it, or give a certificate and its key"),
          consumer.stdout().lines().toList(),
          consumer::toString);
    }
  }

  /** The program of docs/embedding.md is one that runs, and prints what the page says. */
  private static void runTheProgramOfTheManual(String java, String classPath) throws IOException {
    String page = Files.readString(Path.of("docs/embedding.md"));
    String program = Files.readString(SOURCE.resolve("src/main/java/consumer/Embedding.java"));
    assertTrue(page.contains("```java\n" + program + "```"), "the program differs from the page's");
    try (Program embedding = Program.start(java, "-cp", classPath, "consumer.Embedding")) {
      assertEquals(0, embedding.exitCode(), embedding::toString);
      assertTrue(page.contains("```\n" + embedding.stdout() + "```"), embedding::toString);
    }
  }

  private static void requireOldJava(String java) {
    try (Program asked = Program.start(java, "-version")) {
      asked.exitCode();
      boolean is17 = asked.stderr().contains("\"17.");
      Assumptions.assumeTrue(is17, "the default java is not 17");
    }
  }

  /**
   * Settings by which Maven takes plugins and libraries from the local repository of this build,
   * and leaves nothing in it: a copy of our jar there would be taken for the one to be tested next
   * time.
   */
  private Path settings() throws IOException {
    Path here = Path.of(System.getProperty("user.home"), ".m2", "repository");
    String known = System.getProperty("maven.repo.local", here.toString());
    return Files.writeString(
        folder.resolve("settings.xml"),
        """
        <settings>
          <mirrors>
            <mirror>
              <id>known</id>
              <mirrorOf>central</mirrorOf>
              <url>%s</url>
            </mirror>
          </mirrors>
        </settings>
        """
            .formatted(Path.of(known).toUri()));
  }

  /** A plugin of the version that builds us, which is here already. */
  private static String plugin(String name) throws IOException {
    Matcher version =
        Pattern.compile("<" + name + "\\.version>(.*)</")
            .matcher(Files.readString(Path.of("pom.xml")));
    assertTrue(version.find(), name);
    return "org.apache.maven.plugins:" + name + ":" + version.group(1);
  }

  private static String version() throws IOException {
    try (Stream<Path> jars = Files.list(JARS)) {
      return jars.map(jar -> jar.getFileName().toString())
          .filter(
              name -> name.matches("echo7-server-[0-9].*\\.jar") && !name.endsWith("-tests.jar"))
          .map(name -> name.replaceAll("echo7-server-(.*)\\.jar", "$1"))
          .findFirst()
          .orElseThrow();
    }
  }

  private void publish(String artifact, String version, Path pom, @Nullable Path jar)
      throws IOException {
    Path place = folder.resolve("repository/dev/echo7").resolve(artifact).resolve(version);
    Files.createDirectories(place);
    Files.copy(pom, place.resolve(artifact + "-" + version + ".pom"));
    if (jar != null) {
      Files.copy(jar, place.resolve(artifact + "-" + version + ".jar"));
    }
  }

  private void copyProject() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCE)) {
      for (Path file : files.toList()) {
        Path copy = folder.resolve("project").resolve(SOURCE.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
    assertTrue(Files.exists(folder.resolve("project/pom.xml")), "nothing was copied");
  }
}
