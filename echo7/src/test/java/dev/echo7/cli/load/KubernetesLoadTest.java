package dev.echo7.cli.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.cli.Manifests;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;

/** What {@code deploy/kubernetes/load} says holds together, and fits the servers beside it. */
class KubernetesLoadTest {
  private static final Path SERVERS = Path.of("deploy/kubernetes");
  private static final Path LOAD = SERVERS.resolve("load");

  private Job job = new Job();
  private Manifests servers = Manifests.none();

  @BeforeEach
  void readAll() throws IOException {
    job = Manifests.read(LOAD).only(Job.class);
    servers = Manifests.read(SERVERS);
  }

  @Test
  void fieldThatTheSchemaDoesNotHaveIsRefused() throws IOException {
    String text = Files.readString(LOAD.resolve("job.yaml"));
    String wrong = text.replace("backoffLimitPerIndex:", "backoffLimitPerPod:");
    assertNotEquals(text, wrong);
    assertThrows(JacksonException.class, () -> Manifests.parse(wrong));
  }

  @Test
  void allPodsRunAtTheSameTimeAndNoneTwice() {
    assertEquals("Indexed", job.getSpec().getCompletionMode());
    assertEquals(job.getSpec().getCompletions(), job.getSpec().getParallelism());
    assertTrue(job.getSpec().getCompletions() > 1);
    assertEquals(0, job.getSpec().getBackoffLimitPerIndex());
    assertEquals("Never", pod().getRestartPolicy());
  }

  /** Else the Service would send clients to those that load it. */
  @Test
  void podsAreNotTakenForServers() {
    Map<String, String> labels = job.getSpec().getTemplate().getMetadata().getLabels();
    Map<String, String> selector = servers.only(Service.class).getSpec().getSelector();
    assertTrue(!labels.entrySet().containsAll(selector.entrySet()), labels::toString);
    assertEquals(labels, job.getMetadata().getLabels());
    pod()
        .getTopologySpreadConstraints()
        .forEach(spread -> assertEquals(labels, spread.getLabelSelector().getMatchLabels()));
  }

  @Test
  void loadsTheServiceBesideItWithTheSameImage() {
    Service service = servers.only(Service.class);
    String load = environment().getOrDefault("ECHO7_LOAD", "");
    String place =
        service.getMetadata().getName() + " " + service.getSpec().getPorts().getFirst().getPort();
    assertTrue(load.endsWith(" " + place), load);
    Deployment deployment = servers.only(Deployment.class);
    assertEquals(
        deployment.getSpec().getTemplate().getSpec().getContainers().getFirst().getImage(),
        container().getImage());
  }

  @Test
  void deadlineLeavesTimeForTheClockAndTheLoad() {
    long startS = Long.parseLong(environment().getOrDefault("ECHO7_START_EVERY_S", ""));
    String load = environment().getOrDefault("ECHO7_LOAD", "");
    long loadS = Long.parseLong(load.replaceAll(".*-d ([0-9]+)s .*", "$1"));
    assertTrue(job.getSpec().getActiveDeadlineSeconds() > startS + 2 * loadS);
  }

  @Test
  void podIsAsWeakAsItCanBeAndMayWriteWhereItsScriptDoes() {
    assertEquals(true, pod().getSecurityContext().getRunAsNonRoot());
    assertTrue(pod().getSecurityContext().getRunAsUser() > 0);
    assertEquals("RuntimeDefault", pod().getSecurityContext().getSeccompProfile().getType());
    assertEquals(false, pod().getAutomountServiceAccountToken());
    SecurityContext security = container().getSecurityContext();
    assertEquals(true, security.getReadOnlyRootFilesystem());
    assertEquals(false, security.getAllowPrivilegeEscalation());
    assertEquals(List.of("ALL"), security.getCapabilities().getDrop());
    assertTrue(container().getResources().getLimits().containsKey("memory"));
    assertTrue(!container().getResources().getLimits().containsKey("cpu"));
    assertEquals("/tmp", container().getVolumeMounts().getFirst().getMountPath());
    assertEquals(
        pod().getVolumes().getFirst().getName(),
        container().getVolumeMounts().getFirst().getName());
  }

  private PodSpec pod() {
    return job.getSpec().getTemplate().getSpec();
  }

  private Container container() {
    assertEquals(1, pod().getContainers().size());
    return pod().getContainers().getFirst();
  }

  private Map<String, String> environment() {
    return container().getEnv().stream()
        .collect(Collectors.toMap(variable -> variable.getName(), variable -> variable.getValue()));
  }
}
