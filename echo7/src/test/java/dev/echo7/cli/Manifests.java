package dev.echo7.cli;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The files of a kustomization, each read into the class that fabric8 made of the Kubernetes API's
 * schema. A field that the schema does not have, or a value of another type, is an exception.
 */
public final class Manifests {
  private static final List<Class<? extends HasMetadata>> KINDS =
      List.of(
          Deployment.class,
          Job.class,
          Service.class,
          PodDisruptionBudget.class,
          HorizontalPodAutoscaler.class,
          NetworkPolicy.class);

  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .annotationIntrospector(new NoFieldIsUnforeseen())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private final List<HasMetadata> resources = new ArrayList<>();

  private Manifests() {}

  /** Before anything is read. */
  public static Manifests none() {
    return new Manifests();
  }

  /** fabric8's classes put what they do not know into a map; here that is an error. */
  private static final class NoFieldIsUnforeseen extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1;

    @Override
    public Boolean hasAnySetter(MapperConfig<?> config, Annotated member) {
      return false;
    }
  }

  /** Those that {@code kustomization.yaml} names. */
  public static Manifests read(Path folder) throws IOException {
    Manifests manifests = new Manifests();
    for (String name : names(folder)) {
      manifests.resources.add(parse(Files.readString(folder.resolve(name))));
    }
    return manifests;
  }

  /** The files that {@code kustomization.yaml} names. */
  static List<String> names(Path folder) throws IOException {
    JsonNode kustomization = YAML.readTree(Files.readString(folder.resolve("kustomization.yaml")));
    return kustomization.get("resources").valueStream().map(JsonNode::asString).toList();
  }

  /** One resource, of one of the kinds that we use. */
  public static HasMetadata parse(String text) {
    JsonNode tree = YAML.readTree(text);
    Map<String, String> wanted =
        Map.of(
            "apiVersion", tree.path("apiVersion").asString(),
            "kind", tree.path("kind").asString());
    for (Class<? extends HasMetadata> type : KINDS) {
      if (wanted.equals(
          Map.of(
              "apiVersion", HasMetadata.getApiVersion(type), "kind", HasMetadata.getKind(type)))) {
        return YAML.readValue(text, type);
      }
    }
    throw new IllegalArgumentException("none of the kinds that we use: " + wanted);
  }

  /** The only resource of this type. */
  public <T extends HasMetadata> T only(Class<T> type) {
    List<T> found = resources.stream().filter(type::isInstance).map(type::cast).toList();
    if (found.size() != 1) {
      throw new IllegalStateException(found.size() + " of " + type.getSimpleName());
    }
    return found.getFirst();
  }

  List<HasMetadata> all() {
    return List.copyOf(resources);
  }
}
