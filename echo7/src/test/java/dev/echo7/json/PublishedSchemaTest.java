package dev.echo7.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The schemas are strict, say the same of what they share, and name every unit. */
class PublishedSchemaTest {
  private static final JsonMapper JSON = JsonMapper.shared();

  private static final Map<String, String> UNITS =
      Map.of(
          "Seconds", "in seconds",
          "Ms", "in milliseconds",
          "Percent", "in percent",
          "PerSecond", "per second");

  private static final String REFUSAL =
      "{\"mode\":\"load\",\"endpoint\":\"tcp://h:7\",\"error\":\"refused\",\"exitCode\":1}";

  @ParameterizedTest
  @CsvSource({
    "error, errors",
    "exitCode, exitcode",
    "endpoint, target",
    "1, 3",
    "1, \"1\"",
    "\"refused\", 7",
    "load, ping"
  })
  void aDocumentWithAnotherNameOrTypeIsNotDescribed(String right, String wrong) {
    PublishedSchema schema = PublishedSchema.of("load");
    schema.assertDescribes(REFUSAL);
    JsonNode bad = JSON.readTree(REFUSAL.replace(right, wrong));
    assertTrue(!schema.problems(bad).isEmpty(), bad::toString);
  }

  /** The check that the tests of programs rely on. */
  @Test
  void aSchemaThatAllowsStrangersIsNoticed() {
    PublishedSchema lax = PublishedSchema.of("{\"type\":\"object\"}", "https://lax.invalid/");
    assertThrows(AssertionError.class, () -> lax.assertDescribes(REFUSAL));
  }

  @Test
  void bothFilesSayTheSameOfWhatTheyShare() throws IOException {
    JsonNode ping = read("ping").get("$defs");
    JsonNode load = read("load").get("$defs");
    for (String name : List.of("gcPauses", "failed", "start", "seconds", "percent", "count")) {
      assertEquals(ping.get(name), load.get(name), name);
    }
  }

  @Test
  void everyObjectIsClosedAndEveryTimeAndSizeHasItsUnit() throws IOException {
    List<String> wrong = new ArrayList<>();
    try (Stream<Path> files = Files.list(PublishedSchema.FOLDER)) {
      for (Path file : files.sorted().toList()) {
        check(file.getFileName().toString(), JSON.readTree(Files.readString(file)), wrong);
      }
    }
    assertEquals(List.of(), wrong);
  }

  private static void check(String place, JsonNode part, List<String> wrong) {
    if (part.path("type").asString("").equals("object") && !part.has("additionalProperties")) {
      wrong.add(place + " allows any member");
    }
    part.forEachEntry(
        (name, value) -> {
          String about = value.path("description").asString("");
          UNITS.forEach(
              (ending, unit) -> {
                if (isProperty(value) && name.endsWith(ending) && !about.contains(unit)) {
                  wrong.add(place + "/" + name + " has no unit: " + about);
                }
              });
          check(place + "/" + name, value, wrong);
        });
    for (JsonNode element : part.isArray() ? part : JSON.createArrayNode()) {
      check(place + "/[]", element, wrong);
    }
  }

  /** Not a list of names, and not one that refers to a property elsewhere. */
  private static boolean isProperty(JsonNode value) {
    return value.isObject()
        && !value.path("$ref").asString("").contains("/properties/")
        && !value.path("$ref").asString("").endsWith("/measuredFromSeconds");
  }

  private static JsonNode read(String name) throws IOException {
    return JSON.readTree(Files.readString(PublishedSchema.FOLDER.resolve(name + ".schema.json")));
  }
}
