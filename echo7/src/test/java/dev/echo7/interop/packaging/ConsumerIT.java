package dev.echo7.interop.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.TestCertificates;
import dev.echo7.interop.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The libraries, published as for everybody, into a repository in a folder; and projects on Java 17
 * that take them from there: built and run by the Maven and the Java of this machine.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConsumerIT {
  private static final Path CONSUMER = Path.of("echo7/src/test/consumer");
  private static final Path SAMPLE = Path.of("samples/echo-peer");
  private static final String URL = "https://echo7.example/";
  private static final long MOST_BYTES = 6_000_000;
  private static final int SAMPLE_TESTS = 12;

  private Path folder = Path.of("");
  private Path java = Path.of("");
  private Path javaHome = Path.of("");
  private String ours = "";

  /** Copies the libraries, so that this build keeps what it has made, and publishes the copy. */
  @BeforeAll
  void publish(@TempDir Path temporary) throws IOException {
    folder = temporary;
    java = Installed.require("java").toRealPath();
    javaHome = java.resolve("../..").normalize();
    requireOldJava(java.toString());
    ours = OtherBuild.version();
    Path tree = folder.resolve("tree");
    for (String each :
        List.of(
            "pom.xml",
            "echo7/pom.xml",
            "echo7-bom/pom.xml",
            "echo7-server/pom.xml",
            "echo7-server/src/main",
            "echo7-junit/pom.xml",
            "echo7-junit/src/main")) {
      OtherBuild.copy(Path.of(each), tree.resolve(each));
    }
    try (Program refused = release(tree, "validate")) {
      assertNotEquals(0, refused.exitCode(), refused::toString);
      assertTrue(
          refused.stdout().contains("the project's URL is missing; give it by -Decho7.url="),
          refused::toString);
    }
    try (Program maven =
        release(
            tree,
            "deploy",
            "-Decho7.url=" + URL,
            "-DaltDeploymentRepository=consumer-it::" + repository().toUri())) {
      assertEquals(0, maven.exitCode(), maven::toString);
    }
  }

  /**
   * Installs nothing in the local repository, where it would be taken for what is tested next. Not
   * offline: the first time, the plugins have to come.
   */
  private Program release(Path tree, String goal, String... more) {
    List<String> words = new ArrayList<>();
    words.addAll(
        List.of(
            goal,
            "-Prelease",
            "-Dunchecked",
            "-Dmaven.test.skip",
            "-Dmaven.install.skip",
            "-Dmaven.repo.local=" + OtherBuild.localRepository(),
            "-pl",
            "echo7-bom,echo7-server,echo7-junit"));
    words.addAll(List.of(more));
    return OtherBuild.run(tree, Map.of(), words);
  }

  private Path repository() {
    return folder.resolve("repository");
  }

  private static void requireOldJava(String java) {
    try (Program asked = Program.start(java, "-version")) {
      asked.exitCode();
      boolean is17 = asked.stderr().contains("\"17.");
      Assumptions.assumeTrue(is17, "the default java is not 17");
    }
  }

  @Test
  void publishesTheLibrariesAndNothingElse() throws IOException {
    assertEquals(Set.of("echo7-bom", "echo7-junit", "echo7-server"), names(published()));
    assertEquals(Set.of(".pom"), kinds("echo7-bom"));
    for (String library : List.of("echo7-server", "echo7-junit")) {
      assertEquals(Set.of(".pom", ".jar", "-sources.jar", "-javadoc.jar"), kinds(library));
    }
  }

  @Test
  void publishesPomsThatStandAlone() throws IOException {
    for (String library : List.of("echo7-bom", "echo7-server", "echo7-junit")) {
      String pom = Files.readString(file(library, ".pom"));
      assertFalse(pom.contains("<parent>"), pom);
      assertFalse(pom.contains("<properties>"), pom);
      assertFalse(pom.replace("${project.version}", "").contains("${"), pom);
      assertTrue(pom.contains("<url>" + URL + "</url>"), pom);
      assertTrue(pom.contains("<name>Apache-2.0</name>"), pom);
      assertTrue(pom.contains("<description>"), pom);
    }
    assertFalse(Files.readString(file("echo7-server", ".pom")).contains("junit"));
    String bom = Files.readString(file("echo7-bom", ".pom"));
    assertTrue(bom.contains("echo7-junit"), bom);
    assertFalse(bom.contains("netty"), bom);
  }

  private Path published() {
    return repository().resolve("dev/echo7");
  }

  private static Set<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      Set<String> names = new TreeSet<>();
      files.forEach(file -> names.add(file.getFileName().toString()));
      return names;
    }
  }

  /**
   * What follows name and version in the names of files; a snapshot's has a time in its version.
   */
  private Set<String> kinds(String library) throws IOException {
    Set<String> kinds = new TreeSet<>();
    for (String name : names(published().resolve(library).resolve(ours))) {
      if (name.startsWith(library) && !name.matches(".*\\.(md5|sha1|sha256|sha512)")) {
        kinds.add(
            name.replaceFirst(
                Pattern.quote(library) + "-[0-9]+(\\.[0-9]+)*(-[0-9.]+-[0-9]+)?", ""));
      }
    }
    return kinds;
  }

  private Path file(String library, String kind) throws IOException {
    Path place = published().resolve(library).resolve(ours);
    return names(place).stream()
        .filter(name -> name.endsWith(kind))
        .map(place::resolve)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void echoesOverTcpTlsAndUdp() throws IOException {
    Path project = folder.resolve("consumer");
    OtherBuild.copy(CONSUMER, project);
    try (Program maven =
        offline(
            project,
            OtherBuild.plugin("maven-compiler-plugin") + ":compile",
            OtherBuild.plugin("maven-dependency-plugin") + ":build-classpath",
            "-Dmdep.outputFile=" + folder.resolve("class-path"))) {
      assertEquals(0, maven.exitCode(), maven::toString);
    }
    TestCertificates authority = TestCertificates.in(folder);
    authority.issue("server");
    String libraries = Files.readString(folder.resolve("class-path"));
    assertSmall(libraries);
    String classPath = project.resolve("target/classes") + ":" + libraries;
    runTheProgramOfTheManual(classPath);
    try (Program consumer =
        Program.start(
            java.toString(),
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

  private static void assertSmall(String libraries) throws IOException {
    long bytes = 0;
    for (String jar : libraries.strip().split(":", -1)) {
      bytes += Files.size(Path.of(jar));
    }
    assertTrue(bytes <= MOST_BYTES, bytes + " bytes: " + libraries);
  }

  /** The program of docs/embedding.md is one that runs, and prints what the page says. */
  private void runTheProgramOfTheManual(String classPath) throws IOException {
    String page = Files.readString(Path.of("docs/embedding.md"));
    String program = Files.readString(CONSUMER.resolve("src/main/java/consumer/Embedding.java"));
    assertTrue(page.contains("```java\n" + program + "```"), "the program differs from the page's");
    try (Program embedding =
        Program.start(java.toString(), "-cp", classPath, "consumer.Embedding")) {
      assertEquals(0, embedding.exitCode(), embedding::toString);
      assertTrue(page.contains("```\n" + embedding.stdout() + "```"), embedding::toString);
    }
  }

  /** The test of docs/embedding.md is one that runs. */
  @Test
  void theManualHasATestOfTheSample() throws IOException {
    String page = Files.readString(Path.of("docs/embedding.md"));
    String test = Files.readString(SAMPLE.resolve("src/test/java/sample/CutShortTest.java"));
    assertTrue(page.contains("```java\n" + test + "```"), "the test differs from the page's");
  }

  @ParameterizedTest
  @ValueSource(strings = {"junit.version", "junit.oldest.version"})
  void testsThreeClientsWithAPeer(String property) throws IOException {
    String version = OtherBuild.property(property);
    Path project = folder.resolve(version);
    OtherBuild.copy(SAMPLE, project);
    try (Program maven =
        offline(
            project,
            "test",
            "-Djunit.version=" + version,
            "-Dnetty.version=" + OtherBuild.property("netty.other.version"))) {
      assertEquals(0, maven.exitCode(), maven::toString);
    }
    long tests = 0;
    for (String name : names(project.resolve("target/surefire-reports"))) {
      if (name.endsWith(".xml")) {
        String report = Files.readString(project.resolve("target/surefire-reports").resolve(name));
        assertTrue(report.contains("name=\"java.specification.version\" value=\"17\""), name);
        assertTrue(report.contains("junit-jupiter-api-" + version + ".jar"), name);
        tests += Pattern.compile("<testcase ").matcher(report).results().count();
      }
    }
    assertEquals(SAMPLE_TESTS, tests);
  }

  private Program offline(Path project, String... words) throws IOException {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(
        List.of(
            "-o",
            "-Daether.offline.protocols=file",
            "-s",
            settings().toString(),
            "-Dmaven.repo.local=" + folder.resolve("local"),
            "-Drepository=" + repository(),
            "-Decho7.version=" + ours));
    for (String plugin :
        List.of("maven-compiler-plugin", "maven-resources-plugin", "maven-surefire-plugin")) {
      all.add("-D" + plugin + ".version=" + OtherBuild.property(plugin + ".version"));
    }
    return OtherBuild.run(project, Map.of("JAVA_HOME", javaHome.toString()), all);
  }

  /** Settings by which Maven takes plugins and other libraries from this build's repository. */
  private Path settings() throws IOException {
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
            .formatted(OtherBuild.localRepository().toUri()));
  }
}
