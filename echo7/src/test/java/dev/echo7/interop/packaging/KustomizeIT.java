package dev.echo7.interop.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.echo7.interop.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** {@code deploy/kubernetes} as a real Kustomize puts it together. */
final class KustomizeIT {
  /** KubernetesTest reads the files; this holds that a cluster gets the same. */
  @ParameterizedTest
  @ValueSource(
      strings = {"deploy/kubernetes", "deploy/kubernetes/load", "deploy/kubernetes/monitoring"})
  void kustomizationMakesWhatItsFilesSay(Path folder) throws IOException {
    String kubectl = Installed.require("kubectl").toString();
    try (Program kustomize = Program.start(kubectl, "kustomize", folder.toString())) {
      assertEquals(0, kustomize.exitCode(), kustomize::toString);
      assertEquals("", kustomize.stderr());
      assertEquals(resourcesOf(filesText(folder)), resourcesOf(kustomize.stdout()));
    }
  }

  private static String filesText(Path folder) throws IOException {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        if (Files.isRegularFile(file) && !file.endsWith("kustomization.yaml")) {
          text.append("---\n").append(Files.readString(file));
        }
      }
    }
    return text.toString();
  }

  private static Set<JsonNode> resourcesOf(String documents) throws IOException {
    YAMLMapper yaml = new YAMLMapper();
    try (var resources = yaml.readerFor(JsonNode.class).<JsonNode>readValues(documents)) {
      return new HashSet<>(resources.readAll());
    }
  }
}
