package dev.echo7.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.cli.server.EchoServerCommand;
import dev.echo7.net.HostPort;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** What {@code deploy/kubernetes} says holds together, and is what the API's schema knows. */
class KubernetesTest {
  private static final Path FOLDER = Path.of("deploy/kubernetes");
  private static final int FIRST_UNPRIVILEGED_PORT = 1024;

  private Deployment deployment = new Deployment();
  private Manifests manifests = Manifests.none();

  @BeforeEach
  void readAll() throws IOException {
    manifests = Manifests.read(FOLDER);
    deployment = manifests.only(Deployment.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"deploy/kubernetes", "deploy/kubernetes/load", "deploy/kubernetes/monitoring"})
  void everyFileIsNamedByTheKustomization(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<String> found =
          files
              .filter(Files::isRegularFile)
              .map(file -> file.getFileName().toString())
              .filter(name -> !name.equals("kustomization.yaml"))
              .sorted()
              .toList();
      assertEquals(found, Manifests.names(folder).stream().sorted().toList());
    }
  }

  /** The reader of these tests would pass anything if it did not refuse this. */
  @ParameterizedTest
  @CsvSource({
    "readOnlyRootFilesystem:, readonlyRootFilesystem:",
    "failureThreshold: 3,     failureThreshold: many",
    "periodSeconds: 10,       'periodSeconds: 10\n            periodSeconds: 11'",
  })
  void fieldThatTheSchemaDoesNotHaveIsRefused(String right, String wrong) throws IOException {
    String text = Files.readString(FOLDER.resolve("deployment.yaml"));
    assertTrue(text.contains(right));
    assertThrows(JacksonException.class, () -> Manifests.parse(text.replaceFirst(right, wrong)));
  }

  @Test
  void everySelectorFindsThePods() {
    Map<String, String> labels = deployment.getSpec().getTemplate().getMetadata().getLabels();
    assertFalse(labels.isEmpty());
    assertEquals(labels, deployment.getSpec().getSelector().getMatchLabels());
    assertEquals(labels, manifests.only(Service.class).getSpec().getSelector());
    assertEquals(
        labels, manifests.only(PodDisruptionBudget.class).getSpec().getSelector().getMatchLabels());
    pod()
        .getTopologySpreadConstraints()
        .forEach(spread -> assertEquals(labels, spread.getLabelSelector().getMatchLabels()));
    for (HasMetadata resource : manifests.all()) {
      assertEquals(labels, resource.getMetadata().getLabels(), resource::toString);
    }
  }

  @Test
  void autoscalerScalesTheDeploymentAlone() {
    var spec = manifests.only(HorizontalPodAutoscaler.class).getSpec();
    assertEquals(deployment.getApiVersion(), spec.getScaleTargetRef().getApiVersion());
    assertEquals(deployment.getKind(), spec.getScaleTargetRef().getKind());
    assertEquals(deployment.getMetadata().getName(), spec.getScaleTargetRef().getName());
    assertEquals(null, deployment.getSpec().getReplicas(), "two would say how many there are");
    // A budget of one that may be away must leave one that serves; CPU is counted by requests.
    assertTrue(spec.getMinReplicas() >= 2 && spec.getMaxReplicas() > spec.getMinReplicas());
    assertTrue(container().getResources().getRequests().containsKey("cpu"));
  }

  @Test
  void serviceOffersPortSevenOverTcpAndUdpOnPortsThatTheContainerHas() {
    List<ServicePort> ports = manifests.only(Service.class).getSpec().getPorts();
    assertEquals(
        new TreeSet<>(List.of("TCP", "UDP")),
        new TreeSet<>(ports.stream().map(ServicePort::getProtocol).toList()));
    for (ServicePort port : ports) {
      assertEquals(HostPort.ECHO_PORT, port.getPort());
      ContainerPort target = containerPort(port.getTargetPort().getStrVal());
      assertEquals(port.getProtocol(), target.getProtocol());
      assertTrue(target.getContainerPort() >= FIRST_UNPRIVILEGED_PORT);
    }
  }

  /** As the program itself reads them. */
  @Test
  void argumentsAreThoseOfOurServerAndListenWhereTheContainerSays() {
    CommandLine.ParseResult parsed = parsedArguments();
    List<String> endpoints = parsed.matchedPositionalValue(0, List.of());
    assertTrue(parsed.hasMatchedOption("-u"), "no UDP");
    for (String name : List.of("echo-tcp", "echo-udp")) {
      assertEquals(List.of("" + containerPort(name).getContainerPort()), endpoints);
    }
  }

  @Test
  void podHasMoreTimeToEndThanItsServerTakesToDrain() {
    List<String> pause = container().getLifecycle().getPreStop().getExec().getCommand();
    assertEquals("sleep", pause.getFirst());
    Duration drain =
        parsedArguments().matchedOptionValue("--drain-timeout", Duration.ofSeconds(10));
    Duration needed = drain.plusSeconds(Integer.parseInt(pause.getLast()));
    assertTrue(pod().getTerminationGracePeriodSeconds() > needed.toSeconds(), needed::toString);
  }

  /** A full server accepts nothing, as it should; the metrics endpoint answers still. */
  @Test
  void probesAskTheMetricsEndpointAndNotThePortThatIsServed() {
    String place = parsedArguments().matchedOptionValue("--metrics", "none");
    assertEquals(":" + containerPort("metrics").getContainerPort(), place);
    List<Probe> probes =
        List.of(
            container().getLivenessProbe(),
            container().getReadinessProbe(),
            container().getStartupProbe());
    for (Probe probe : probes) {
      assertEquals("metrics", probe.getHttpGet().getPort().getStrVal());
    }
    assertEquals(
        List.of("/healthz", "/readyz", "/readyz"),
        probes.stream().map(probe -> probe.getHttpGet().getPath()).toList());
  }

  @Test
  void theNetworkPolicyOpensThePortsOfTheContainerAndNoOther() {
    NetworkPolicy policy = manifests.only(NetworkPolicy.class);
    Map<String, String> labels = deployment.getSpec().getTemplate().getMetadata().getLabels();
    assertEquals(labels, policy.getSpec().getPodSelector().getMatchLabels());
    List<NetworkPolicyIngressRule> rules = policy.getSpec().getIngress();
    assertEquals(2, rules.size());
    assertEquals(List.of("echo-tcp", "echo-udp"), ports(rules.getFirst()));
    assertEquals(List.of(), rules.getFirst().getFrom(), "everybody");
    assertEquals(List.of("metrics"), ports(rules.getLast()));
    assertEquals(1, rules.getLast().getFrom().size(), "the cluster's pods");
    rules.forEach(rule -> ports(rule).forEach(this::containerPort));
  }

  private static List<String> ports(NetworkPolicyIngressRule rule) {
    return rule.getPorts().stream().map(port -> port.getPort().getStrVal()).toList();
  }

  /** The operator's schema is not at hand, so what it names is compared with what there is. */
  @Test
  void theServiceMonitorFindsTheMetricsOfThePods() throws IOException {
    Path folder = FOLDER.resolve("monitoring");
    Service service = (Service) Manifests.parse(Files.readString(folder.resolve("service.yaml")));
    assertEquals(
        deployment.getSpec().getTemplate().getMetadata().getLabels(),
        service.getSpec().getSelector());
    assertEquals("None", service.getSpec().getClusterIP());
    ServicePort port = service.getSpec().getPorts().getFirst();
    assertEquals(
        containerPort(port.getTargetPort().getStrVal()).getContainerPort(), port.getPort());
    JsonNode monitor =
        new YAMLMapper().readTree(Files.readString(folder.resolve("servicemonitor.yaml")));
    assertEquals("monitoring.coreos.com/v1", monitor.get("apiVersion").asString());
    assertEquals("ServiceMonitor", monitor.get("kind").asString());
    Map<String, String> wanted = new HashMap<>();
    monitor
        .at("/spec/selector/matchLabels")
        .properties()
        .forEach(label -> wanted.put(label.getKey(), label.getValue().asString()));
    assertEquals(service.getMetadata().getLabels(), wanted);
    assertEquals(port.getName(), monitor.at("/spec/endpoints/0/port").asString());
    assertEquals("/metrics", monitor.at("/spec/endpoints/0/path").asString());
  }

  @Test
  void echoctlInThePodFindsTheAdminEndpointOfTheImage() throws IOException {
    String image = Files.readString(Path.of("deploy/container/Containerfile"));
    String place = "127.0.0.1:9107";
    assertTrue(
        image.contains("ENTRYPOINT [\"/usr/bin/echoserver\", \"--admin\", \"" + place), image);
    assertTrue(image.contains("\nENV ECHO7_ADMIN=" + place + "\n"), image);
    assertFalse(parsedArguments().hasMatchedOption("--admin"), "the image gives it");
    assertTrue(image.contains("CMD [\"echoctl\", \"health\"]"), image);
  }

  @Test
  void podIsAsWeakAsItCanBe() {
    assertEquals(true, pod().getSecurityContext().getRunAsNonRoot());
    assertTrue(pod().getSecurityContext().getRunAsUser() > 0);
    assertTrue(pod().getSecurityContext().getRunAsGroup() > 0);
    assertEquals("RuntimeDefault", pod().getSecurityContext().getSeccompProfile().getType());
    assertEquals(false, pod().getAutomountServiceAccountToken());
    SecurityContext security = container().getSecurityContext();
    assertEquals(true, security.getReadOnlyRootFilesystem());
    assertEquals(false, security.getAllowPrivilegeEscalation());
    assertEquals(List.of("ALL"), security.getCapabilities().getDrop());
    assertEquals(List.of(), security.getCapabilities().getAdd());
    assertTrue(container().getResources().getLimits().containsKey("memory"));
  }

  private PodSpec pod() {
    return deployment.getSpec().getTemplate().getSpec();
  }

  private Container container() {
    assertEquals(1, pod().getContainers().size());
    return pod().getContainers().getFirst();
  }

  private ContainerPort containerPort(String name) {
    return container().getPorts().stream()
        .filter(port -> port.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private CommandLine.ParseResult parsedArguments() {
    return new CommandLine(new EchoServerCommand(Terminal.ofThisProcess("echoserver")).spec())
        .parseArgs(container().getArgs().toArray(String[]::new));
  }
}
