package dev.echo7.admin.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.echo7.admin.http.HttpPeer;
import dev.echo7.admin.page.PageAssets;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The description of the endpoint, and what it says of an answer. */
final class OpenApiFile {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final JsonNode root;

  private OpenApiFile(JsonNode root) {
    this.root = root;
  }

  static OpenApiFile shipped() throws IOException {
    try (InputStream file = PageAssets.class.getResourceAsStream("openapi.yaml")) {
      return new OpenApiFile(new YAMLMapper().readTree(file));
    }
  }

  /** What can be asked, by method and path: {@code GET /status}. */
  Map<String, JsonNode> operations() {
    Map<String, JsonNode> operations = new TreeMap<>();
    root.get("paths")
        .forEachEntry(
            (path, item) ->
                item.forEachEntry(
                    (method, operation) -> {
                      if (!method.equals("parameters")) {
                        operations.put(method.toUpperCase(Locale.ROOT) + " " + path, operation);
                      }
                    }));
    return operations;
  }

  private JsonNode operation(String name) {
    return Objects.requireNonNull(operations().get(name), name);
  }

  static List<String> queryParameters(JsonNode operation) {
    return StreamSupport.stream(operation.path("parameters").spliterator(), false)
        .filter(each -> each.path("in").asString("").equals("query"))
        .map(each -> each.get("name").asString())
        .sorted()
        .toList();
  }

  static boolean isOpen(JsonNode operation) {
    return operation.path("security").path(0).isObject();
  }

  /** Fails if an answer is not as the file has it. */
  void assertDescribes(String operation, HttpPeer.Response answer) {
    JsonNode described =
        resolved(operation(operation).get("responses").path(Integer.toString(answer.status())));
    assertEquals(false, described.isMissingNode(), () -> operation + " answers " + answer);
    JsonNode content = described.path("content");
    if (content.isMissingNode()) {
      return;
    }
    assertEquals(
        true, content.has(answer.type()), () -> operation + " has the type " + answer.type());
    JsonNode schema = content.get(answer.type()).path("schema");
    if (answer.type().equals("application/json")) {
      assertHolds(schema, JSON.readTree(answer.body()), operation);
    } else if (schema.has("const")) {
      assertEquals(schema.get("const").asString(), answer.body());
    }
  }

  /** Fails if a JSON value is not as the schema of this event has it. */
  void assertDescribesEvent(HttpPeer.Event event) {
    JsonNode content =
        operation("GET /events")
            .at("/responses/200/content")
            .get("text/event-stream")
            .get("x-events");
    assertEquals(true, content.has(event.name()), () -> "no schema for the event " + event.name());
    assertHolds(content.get(event.name()), JSON.readTree(event.data()), event.name());
  }

  /** Strictly: a field that the schema does not have is an error too. */
  private void assertHolds(JsonNode schema, JsonNode value, String of) {
    ObjectNode whole = JSON.createObjectNode();
    whole.setAll((ObjectNode) schema);
    whole.set("components", root.get("components"));
    whole.put("unevaluatedProperties", false);
    Schema compiled =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(whole);
    assertEquals(List.of(), compiled.validate(value).stream().map(Object::toString).toList(), of);
    for (JsonNode row : value.path("connections")) {
      ObjectNode one = JSON.createObjectNode().put("$ref", "#/components/schemas/Connection");
      assertHolds(one, row, of + " row");
    }
  }

  private JsonNode resolved(JsonNode described) {
    return described.has("$ref")
        ? root.at(described.get("$ref").asString().substring(1))
        : described;
  }
}
