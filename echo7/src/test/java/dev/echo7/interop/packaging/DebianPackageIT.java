package dev.echo7.interop.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.Program;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The .deb as it is; what becomes of it on a Debian is tried where it is installed. */
final class DebianPackageIT {
  private static final long MIB = 1L << 20;

  /** Bytes by path. */
  private static Map<String, Long> sizes = Map.of();

  /** A line of the listing: mode, owner, bytes, date, time, path, perhaps "-> target". */
  @BeforeAll
  static void list() {
    sizes =
        Packages.run(
                Installed.require("dpkg-deb").toString(), "-c", Packages.debianPackage().toString())
            .lines()
            .map(line -> line.split("\\s+", 7))
            .collect(Collectors.toMap(words -> words[5], words -> Long.parseLong(words[2])));
  }

  @Test
  void lintianFindsNoErrorAndWarnsOfNothing() {
    String lintian = Installed.require("lintian").toString();
    String deb = Packages.debianPackage().toString();
    try (Program program = Program.start(lintian, "--fail-on", "error,warning", deb)) {
      assertEquals(0, program.exitCodeWithin(Duration.ofMinutes(2)), program::toString);
    }
  }

  @Test
  void itsVersionSortsBeforeTheRelease() {
    String version = field("Version");
    Packages.run("dpkg", "--validate-version", version);
    if (version.contains("SNAPSHOT")) {
      String release = version.substring(0, version.indexOf('~'));
      Packages.run("dpkg", "--compare-versions", version, "lt", release);
    }
  }

  @Test
  void isForTheMachineThatMadeIt() {
    assertEquals(Packages.run("dpkg", "--print-architecture").strip(), field("Architecture"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "./usr/bin/echoserver",
        "./usr/bin/echoclient",
        "./usr/bin/echoctl",
        "./usr/lib/echo7/lib/echo7.jar",
        "./usr/lib/echo7/lib/java/bin/java",
        "./usr/lib/systemd/system/echo7.service",
        "./usr/lib/systemd/system/echo7.socket",
        "./usr/share/man/man1/echoserver.1.gz",
        "./usr/share/man/man1/echoclient.1.gz",
        "./usr/share/man/man1/echoclient-check.1.gz",
        "./usr/share/man/man1/echoclient-load.1.gz",
        "./usr/share/man/man1/echoclient-merge.1.gz",
        "./usr/share/man/man1/echoclient-ping.1.gz",
        "./usr/share/man/man1/echoctl.1.gz",
        "./usr/share/bash-completion/completions/echoserver",
        "./usr/share/bash-completion/completions/echoclient",
        "./usr/share/bash-completion/completions/echoctl",
        "./usr/share/doc/echo7/copyright",
        "./usr/share/doc/echo7/changelog.gz",
        "./usr/share/doc/echo7/ARCHITECTURE.md",
        "./usr/share/doc/echo7/CONTRIBUTING.md",
        "./usr/share/doc/echo7/deploy/haproxy/haproxy.cfg",
        "./usr/share/doc/echo7/deploy/kubernetes/deployment.yaml",
        "./usr/share/doc/echo7/deploy/prometheus/alerts.yml",
        "./usr/share/doc/echo7/deploy/grafana/echo7.json",
        "./usr/share/doc/echo7/deploy/container/Containerfile",
        "./etc/echo7/server.conf"
      })
  void holds(String path) {
    assertTrue(sizes.containsKey(path), () -> "not in it: " + path);
  }

  @Test
  void keepsTheConfigurationThatAnAdministratorChanged() {
    assertEquals("/etc/echo7/server.conf\n", control("conffiles"));
  }

  @Test
  void enablesAndStartsNothing() {
    assertFalse(sizes.keySet().stream().anyMatch(path -> path.startsWith("./etc/systemd")));
    for (String script : List.of("postinst", "prerm", "postrm")) {
      String text = control(script).replaceAll("(?m)^ *#.*", "");
      assertFalse(text.matches("(?s).* (enable|start|restart) .*"), text);
    }
  }

  @Test
  void itsJavaIsBelow60MiB() {
    long java = sum("./usr/lib/echo7/lib/java/");
    assertTrue(java > 20 * MIB && java < 60 * MIB, () -> java + " bytes");
  }

  @Test
  void allOfItIsBelow100MiB() {
    long all = sum("./");
    assertTrue(all < 100 * MIB, () -> all + " bytes");
  }

  @Test
  void listsWhatItIsMadeOf() {
    JsonNode bill = new JsonMapper().readTree(document("echo7.cdx.json"));
    assertEquals("CycloneDX", bill.get("bomFormat").asString());
    Map<String, JsonNode> parts = new HashMap<>();
    bill.get("components")
        .valueStream()
        .filter(component -> !component.path("group").asString("").equals("dev.echo7"))
        .forEach(component -> parts.put(component.get("name").asString(), component));
    assertTrue(
        parts
            .keySet()
            .containsAll(List.of("netty-handler", "picocli", "openjdk", "boringssl", "uplot")),
        () -> parts.keySet().toString());
    assertFalse(parts.containsKey("junit-jupiter-api"), () -> parts.keySet().toString());
    String java = Objects.requireNonNull(parts.get("openjdk")).get("version").asString();
    assertEquals(Packages.newestJdk(), java);
    String purl = Objects.requireNonNull(parts.get("openjdk")).get("purl").asString();
    assertEquals("pkg:generic/openjdk@" + java.replaceFirst("[+].*", ""), purl);
    String cpe = Objects.requireNonNull(parts.get("openjdk")).get("cpe").asString();
    assertTrue(cpe.startsWith("cpe:2.3:a:oracle:openjdk:25."), cpe);
    String licenses = document("THIRD-PARTY.md");
    for (Map.Entry<String, JsonNode> part : parts.entrySet()) {
      boolean isNative = List.of("openjdk", "boringssl").contains(part.getKey());
      String named = isNative ? part.getKey() : "`" + part.getKey() + "`";
      assertTrue(
          licenses.toLowerCase(Locale.ROOT).contains(named.toLowerCase(Locale.ROOT)),
          () -> "THIRD-PARTY.md does not name " + part.getKey());
      assertFalse(part.getValue().path("licenses").isEmpty(), () -> "no license: " + part);
    }
  }

  private static String document(String name) {
    return Packages.run(
        "sh",
        "-c",
        "dpkg-deb --fsys-tarfile \"$0\" | tar -xO ./usr/share/doc/echo7/" + name,
        Packages.debianPackage().toString());
  }

  private static String field(String name) {
    return Packages.run("dpkg-deb", "-f", Packages.debianPackage().toString(), name).strip();
  }

  private static String control(String file) {
    return Packages.run("dpkg-deb", "-I", Packages.debianPackage().toString(), file);
  }

  private static long sum(String folder) {
    return sizes.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(folder))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }
}
