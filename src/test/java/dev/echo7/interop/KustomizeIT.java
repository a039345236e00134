package dev.echo7.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** {@code deploy/kubernetes} as a real Kustomize puts it together. */
final class KustomizeIT {
  private static final Path FOLDER = Path.of("deploy/kubernetes");

  /** KubernetesTest reads the files; this holds that a cluster gets the same. */
  @Test
  void kustomizationMakesWhatItsFilesSay() throws IOException {
    String kubectl = Installed.require("kubectl").toString();
    try (Program kustomize = Program.start(kubectl, "kustomize", FOLDER.toString())) {
      assertEquals(0, kustomize.exitCode(), kustomize::toString);
      assertEquals("", kustomize.stderr());
      assertEquals(resourcesOf(filesText()), resourcesOf(kustomize.stdout()));
    }
  }

  private static String filesText() throws IOException {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = Files.list(FOLDER)) {
      for (Path file : files.sorted().toList()) {
        if (!file.endsWith("kustomization.yaml")) {
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
