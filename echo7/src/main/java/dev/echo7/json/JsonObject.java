package dev.echo7.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object (RFC 8259) that a server sent: what we know is read by name, and what a newer
 * server adds is kept and printed. Not for several threads.
 */
public final class JsonObject {
  /** More than the greatest page of connections has. */
  private static final long MAX_CHARS = 64 << 20;

  /** What is printed may end in a terminal: ASCII alone, whatever a peer calls itself. */
  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxDocumentLength(MAX_CHARS).build())
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .build();

  private final Map<String, @Nullable Object> members;

  private JsonObject(Map<String, @Nullable Object> members) {
    this.members = members;
  }

  /** Reads one. */
  public static JsonObject read(InputStream json) throws IOException {
    try (JsonParser parser = FACTORY.createParser(json)) {
      return object(parser);
    }
  }

  /** Reads one. */
  public static JsonObject of(String json) throws IOException {
    try (JsonParser parser = FACTORY.createParser(json)) {
      return object(parser);
    }
  }

  private static JsonObject object(JsonParser parser) throws IOException {
    parser.nextToken();
    if (value(parser) instanceof JsonObject object) {
      return object;
    }
    throw new JsonParseException(parser, "no JSON object");
  }

  private static @Nullable Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
          parser.nextToken();
          members.put(name, value(parser));
        }
        yield new JsonObject(members);
      }
      case START_ARRAY -> {
        List<@Nullable Object> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          elements.add(value(parser));
        }
        yield elements;
      }
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  /** A text; empty where there is none of that name. */
  public String text(String name) {
    return members.get(name) instanceof String text ? text : "";
  }

  /** A whole number; {@code otherwise} where there is none of that name. */
  public long number(String name, long otherwise) {
    return members.get(name) instanceof Number number ? number.longValue() : otherwise;
  }

  /** A number; 0 where there is none of that name. */
  public double fraction(String name) {
    return members.get(name) instanceof Number number ? number.doubleValue() : 0;
  }

  /** A truth; false where there is none of that name. */
  public boolean flag(String name) {
    return Boolean.TRUE.equals(members.get(name));
  }

  /** An object within; an empty one where there is none of that name. */
  public JsonObject object(String name) {
    return members.get(name) instanceof JsonObject object ? object : new JsonObject(Map.of());
  }

  /** The objects of a list; none where there is no such list. */
  public List<JsonObject> objects(String name) {
    return elements(name).filter(JsonObject.class::isInstance).map(JsonObject.class::cast).toList();
  }

  /** The texts of a list; none where there is no such list. */
  public List<String> texts(String name) {
    return elements(name).filter(String.class::isInstance).map(String.class::cast).toList();
  }

  private Stream<?> elements(String name) {
    return members.get(name) instanceof List<?> list ? list.stream() : Stream.of();
  }

  /** The names of its members, in the order in which they came. */
  public List<String> names() {
    return List.copyOf(members.keySet());
  }

  /** Whether it has a member of that name. */
  public boolean has(String name) {
    return members.containsKey(name);
  }

  /** The same with one member more. */
  public JsonObject with(String name, Object value) {
    Map<String, @Nullable Object> more = new LinkedHashMap<>(members);
    more.put(name, value);
    return new JsonObject(Collections.unmodifiableMap(more));
  }

  /** JSON in one line of ASCII. */
  @Override
  public String toString() {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = FACTORY.createGenerator(text)) {
      write(this, generator);
    } catch (IOException e) {
      throw new IllegalStateException("a string cannot be written to", e);
    }
    return text.toString();
  }

  private static void write(@Nullable Object value, JsonGenerator generator) throws IOException {
    switch (value) {
      case JsonObject object -> {
        generator.writeStartObject();
        for (Map.Entry<String, @Nullable Object> member : object.members.entrySet()) {
          generator.writeFieldName(member.getKey());
          write(member.getValue(), generator);
        }
        generator.writeEndObject();
      }
      case List<?> list -> {
        generator.writeStartArray();
        for (Object element : list) {
          write(element, generator);
        }
        generator.writeEndArray();
      }
      case null -> generator.writeNull();
      default -> generator.writePOJO(value);
    }
  }
}
