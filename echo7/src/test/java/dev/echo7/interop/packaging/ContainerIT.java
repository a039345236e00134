package dev.echo7.interop.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.Program;
import dev.echo7.netlab.TwoHosts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The image of {@code deploy/container/Containerfile}, built by Buildah and run by Podman: on a
 * read-only root without a /tmp, without a capability, as nobody.
 */
@Tag("debian")
final class ContainerIT {
  private static final String NAME = "echo7-test";
  private static final String USER = "10007";

  private static @Nullable ContainerEngine built;
  private TwoHosts hosts = TwoHosts.create();

  @BeforeAll
  static void build() throws IOException {
    built = ContainerEngine.create();
  }

  @AfterAll
  static void remove() {
    if (built != null) {
      built.close();
    }
  }

  @AfterEach
  void disconnect() {
    hosts.close();
  }

  @Test
  void imageSaysHowItIsRun() {
    assertEquals(USER + ":" + USER, engine().inspect("{{.Config.User}}"));
    assertEquals(
        "[/usr/bin/echoserver --admin 127.0.0.1:9107]", engine().inspect("{{.Config.Entrypoint}}"));
    assertEquals("map[5007/tcp:{} 5007/udp:{}]", engine().inspect("{{.Config.ExposedPorts}}"));
    assertTrue(engine().inspect("{{.Config.StopSignal}}").matches("SIGTERM|15"));
  }

  @Test
  void servesAsNobodyOnARootThatNobodyMayWrite() {
    try (Program server = start(List.of())) {
      assertEquals("tcp\n", echo("tcp://10.77.0.1:5007", "tcp\n"));
      assertEquals("udp\n", echo("udp://10.77.0.1:5007", "udp\n"));
      String status = engine().shell(NAME, "cat /proc/1/status");
      assertTrue(status.contains("Uid:\t%1$s\t%1$s\t%1$s\t%1$s\n".formatted(USER)), status);
      assertTrue(status.contains("CapEff:\t0000000000000000\n"), status);
      assertTrue(status.contains("CapBnd:\t0000000000000000\n"), status);
      assertTrue(status.contains("NoNewPrivs:\t1\n"), status);
      assertTrue(engine().shell(NAME, "grep ' / ' /proc/mounts").matches("(?s).* ro[ ,].*"));
      assertNotEquals(0, engine().exec(NAME, List.of("touch", "/tmp/file")));
      engine().stop(NAME);
      assertEquals(0, server.exitCode(), server::toString);
    }
  }

  /** BoringSSL is the largest of the libraries that would otherwise be unpacked into /tmp. */
  @Test
  void servesTlsWithoutAFolderToWriteIn() {
    try (Program server = start(List.of("-q", "5007", "tls://:7443"))) {
      server.awaitStderr("listening on tls [::]:7443 (epoll, ");
      assertEquals("tls\n", echo("tls://10.77.0.1:7443", "tls\n", "--tls-insecure"));
      engine().stop(NAME);
      assertEquals(0, server.exitCode(), server::toString);
    }
  }

  @Test
  void drainsWhenItsEngineStopsIt() {
    try (Program server = start(List.of());
        Program client = client("tcp://10.77.0.1:5007")) {
      client.feed("before\n").awaitStdout("before\n");
      engine().stop(NAME);
      assertEquals(0, server.exitCode(), server::toString);
      assertTrue(server.stderr().contains("drained 1 connection\n"), server::toString);
      client.exitCode();
      assertEquals("before\n", client.stdout());
    }
  }

  @Test
  void healthCheckTellsAServerThatAnswersFromOneThatIsStuck() {
    // Podman's own timer for it would need systemd.
    assertEquals("[CMD echoctl health]", engine().inspect("{{.Config.Healthcheck.Test}}"));
    List<String> check = List.of("echoctl", "health");
    try (Program server = start(List.of("-q", "--max-connections", "1", "5007"));
        Program client = client("tcp://10.77.0.1:5007")) {
      client.feed("full\n").awaitStdout("full\n");
      assertEquals(0, engine().exec(NAME, check));
      engine().signal(NAME, "STOP");
      assertNotEquals(0, engine().exec(NAME, check));
      engine().signal(NAME, "CONT");
      assertEquals(0, engine().exec(NAME, check), server::toString);
      engine().stop(NAME);
    }
  }

  /** What a cluster would run: its arguments, its probe, its pause before the end. */
  @Test
  void doesWhatTheDeploymentAsksOfIt() throws IOException {
    JsonNode pod =
        new YAMLMapper()
            .readTree(Files.readString(Path.of("deploy/kubernetes/deployment.yaml")))
            .at("/spec/template/spec");
    JsonNode container = pod.at("/containers/0");
    assertEquals(USER, pod.at("/securityContext/runAsUser").asString());
    assertEquals(USER, pod.at("/securityContext/runAsGroup").asString());
    try (Program server = start(words(container.at("/args")))) {
      server.awaitStderr("metrics endpoint on http://");
      for (String probe : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
        String path = container.at("/" + probe + "/httpGet/path").asString();
        String url = "http://10.77.0.1:9108" + path;
        try (Program curl = Program.start(hosts.onClient("curl", "-sS", "--fail", url))) {
          assertEquals(0, curl.exitCode(), () -> probe + ": " + curl);
        }
      }
      assertEquals(0, engine().exec(NAME, words(container.at("/lifecycle/preStop/exec/command"))));
      engine().stop(NAME);
      assertEquals(0, server.exitCode(), server::toString);
    }
  }

  private static List<String> words(JsonNode array) {
    return array.valueStream().map(JsonNode::asString).toList();
  }

  private Program start(List<String> arguments) {
    return engine().run(NAME, hosts, arguments).awaitStderr("listening on tcp [::]:5007 (epoll, ");
  }

  private String echo(String endpoint, String text, String... options) {
    try (Program client = client(endpoint, options).feed(text).endInput()) {
      assertEquals(0, client.exitCode(), client::toString);
      return client.stdout();
    }
  }

  private Program client(String endpoint, String... options) {
    String[] command = new String[options.length + 2];
    command[0] = "bin/echoclient";
    System.arraycopy(options, 0, command, 1, options.length);
    command[command.length - 1] = endpoint;
    return Program.start(hosts.onClient(command));
  }

  private static ContainerEngine engine() {
    return Objects.requireNonNull(built);
  }
}
