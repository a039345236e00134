package dev.echo7.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A schema of {@code docs/schema}, and what it says of a document. */
public final class PublishedSchema {
  public static final Path FOLDER = Path.of("docs/schema");

  /** The folder as an address that nobody can fetch. */
  private static final String PLACE = "https://docs.invalid/schema/";

  /** Objects whose members are counted by a name that the schema cannot know. */
  private static final Set<String> COUNTS_BY_MESSAGE = Set.of("errors");

  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          registry -> registry.schemas(PublishedSchema::published));

  private final Schema schema;

  private PublishedSchema(Schema schema) {
    this.schema = schema;
  }

  /** By its name: {@code ping}, {@code ping-stream}, {@code load} or {@code load-stream}. */
  public static PublishedSchema of(String name) {
    return new PublishedSchema(
        REGISTRY.getSchema(SchemaLocation.of(PLACE + name + ".schema.json")));
  }

  /** Any other one, at an address of its own. */
  static PublishedSchema of(String text, String address) {
    return new PublishedSchema(
        REGISTRY.getSchema(SchemaLocation.of(address), text, InputFormat.JSON));
  }

  private static @Nullable String published(String address) {
    if (!address.startsWith(PLACE)) {
      return null;
    }
    try {
      return Files.readString(FOLDER.resolve(address.substring(PLACE.length())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is not as the schema has it. */
  public List<String> problems(JsonNode document) {
    return schema.validate(document).stream().map(Object::toString).toList();
  }

  /**
   * Fails if a document is not as the schema has it; or if the schema would not notice that a
   * member is misspelt, or that there is one more, in any of its objects.
   */
  public JsonNode assertDescribes(String text) {
    JsonNode document = JsonMapper.shared().readTree(text);
    assertEquals(List.of(), problems(document), text);
    assertNoticesStrangers(document, document);
    return document;
  }

  private void assertNoticesStrangers(JsonNode document, JsonNode part) {
    if (part instanceof ObjectNode object) {
      object.put("strange", 1);
      assertNotEquals(List.of(), problems(document), () -> "another member of " + part);
      object.remove("strange");
      for (String name : List.copyOf(object.propertyNames())) {
        JsonNode value = Objects.requireNonNull(object.remove(name));
        object.set(name + "s", value);
        assertNotEquals(List.of(), problems(document), () -> name + " misspelt in " + part);
        object.remove(name + "s");
        object.set(name, value);
      }
    }
    if (part.isObject()) {
      part.forEachEntry(
          (name, value) -> {
            if (!COUNTS_BY_MESSAGE.contains(name)) {
              assertNoticesStrangers(document, value);
            }
          });
    }
    if (!part.isEmpty() && part.isArray()) {
      assertNoticesStrangers(document, part.get(0));
    }
  }
}
