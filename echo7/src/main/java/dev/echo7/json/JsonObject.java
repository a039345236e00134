package dev.echo7.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object (RFC 8259) that was read. Members that nobody asks for are kept, so that what a
 * newer version added can be printed.
 *
 * <p>A member may be asked for in two ways. {@code text}, {@code number} and their like return a
 * default if it is absent or of another type. {@code requireText} and its like throw an {@link
 * IllegalArgumentException} that names it. Immutable.
 */
public final class JsonObject {
  /** Objects within are maps, and arrays lists. */
  private final Map<String, @Nullable Object> members;

  private JsonObject(Map<String, @Nullable Object> members) {
    this.members = members;
  }

  /**
   * Reads one.
   *
   * @throws NotJsonException if it is none
   */
  public static JsonObject read(InputStream json) throws IOException {
    try (JsonParser parser = Json.FACTORY.createParser(json)) {
      return read(parser);
    } catch (JacksonException e) {
      throw new NotJsonException("broken JSON", e);
    }
  }

  /**
   * Reads one.
   *
   * @throws NotJsonException if it is none
   */
  public static JsonObject of(String json) throws NotJsonException {
    try (JsonParser parser = Json.FACTORY.createParser(json)) {
      return read(parser);
    } catch (NotJsonException e) {
      throw e;
    } catch (IOException e) {
      throw new NotJsonException("broken JSON", e);
    }
  }

  private static JsonObject read(JsonParser parser) throws IOException {
    if (parser.nextToken() == JsonToken.START_OBJECT) {
      return new JsonObject(object(parser));
    }
    throw new NotJsonException("no JSON object", null);
  }

  private static Map<String, @Nullable Object> object(JsonParser parser) throws IOException {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      members.put(name, value(parser));
    }
    return members;
  }

  private static @Nullable Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser);
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

  /** A string; empty if absent. */
  public String text(String name) {
    return members.get(name) instanceof String text ? text : "";
  }

  /** A whole number; {@code otherwise} if absent. */
  public long number(String name, long otherwise) {
    return members.get(name) instanceof Number number ? number.longValue() : otherwise;
  }

  /** A number; 0 if absent. */
  public double fraction(String name) {
    return members.get(name) instanceof Number number ? number.doubleValue() : 0;
  }

  /** A boolean; false if absent. */
  public boolean flag(String name) {
    return Boolean.TRUE.equals(members.get(name));
  }

  /** An object; an empty one if absent. */
  public JsonObject object(String name) {
    return members.get(name) instanceof Map<?, ?> map ? wrap(map) : new JsonObject(Map.of());
  }

  /** The objects of an array; none if absent. */
  public List<JsonObject> objects(String name) {
    return elements(name)
        .filter(Map.class::isInstance)
        .map(element -> wrap((Map<?, ?>) element))
        .toList();
  }

  /** The strings of an array; none if absent. */
  public List<String> texts(String name) {
    return elements(name).filter(String.class::isInstance).map(String.class::cast).toList();
  }

  private Stream<?> elements(String name) {
    return members.get(name) instanceof List<?> list ? list.stream() : Stream.of();
  }

  @SuppressWarnings("unchecked") // every map in here was made by object()
  private static JsonObject wrap(Map<?, ?> members) {
    return new JsonObject((Map<String, @Nullable Object>) members);
  }

  /** A string that must be there. */
  public String requireText(String name) {
    return require(name, String.class);
  }

  /** A boolean that must be there. */
  public boolean requireFlag(String name) {
    return require(name, Boolean.class);
  }

  /** A count or a time, 0 or more, that must be there. */
  public long requireNumber(String name) {
    return count(name, require(name, Number.class));
  }

  /** The same for a member that older files lack. */
  public long requireNumber(String name, long otherwise) {
    return has(name) ? requireNumber(name) : otherwise;
  }

  /** An array of strings that must be there. */
  public List<String> requireTexts(String name) {
    List<?> list = require(name, List.class);
    return list.stream().map(String::valueOf).toList();
  }

  /** An object that must be there and has strings only. */
  public Map<String, String> requireTextsByName(String name) {
    Map<?, ?> map = require(name, Map.class);
    Map<String, String> texts = new LinkedHashMap<>();
    map.forEach((key, value) -> texts.put(String.valueOf(key), String.valueOf(value)));
    return texts;
  }

  /** An object that must be there and has counts only. */
  public Map<String, Long> requireNumbersByName(String name) {
    Map<?, ?> map = require(name, Map.class);
    Map<String, Long> numbers = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (!isWhole(entry.getValue()) || ((Number) entry.getValue()).longValue() < 0) {
        throw new IllegalArgumentException("'" + name + "' has a value that is not a count");
      }
      numbers.put(String.valueOf(entry.getKey()), ((Number) entry.getValue()).longValue());
    }
    return numbers;
  }

  private static long count(String name, Number number) {
    if (!isWhole(number)) {
      throw missing(name);
    }
    if (number.longValue() < 0) {
      throw new IllegalArgumentException("'" + name + "' is " + number);
    }
    return number.longValue();
  }

  private static boolean isWhole(@Nullable Object value) {
    return value instanceof Integer || value instanceof Long;
  }

  private <T> T require(String name, Class<T> type) {
    if (type.isInstance(members.get(name))) {
      return type.cast(members.get(name));
    }
    throw missing(name);
  }

  private static IllegalArgumentException missing(String name) {
    return new IllegalArgumentException("'" + name + "' is missing");
  }

  /** The names of its members, in their order. */
  public List<String> names() {
    return List.copyOf(members.keySet());
  }

  /** Whether it has a member of that name. */
  public boolean has(String name) {
    return members.containsKey(name);
  }

  /** The same object with one more member. */
  public JsonObject with(String name, Object value) {
    Map<String, @Nullable Object> more = new LinkedHashMap<>(members);
    more.put(name, value);
    return new JsonObject(Collections.unmodifiableMap(more));
  }

  /** JSON in one line of ASCII. */
  @Override
  public String toString() {
    return Json.text(json -> Json.write(json, members));
  }
}
