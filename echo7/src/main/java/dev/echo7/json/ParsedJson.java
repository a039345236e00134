package dev.echo7.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A JSON object (RFC 8259) of a file that should be ours: what is missing or of another type is an
 * {@link IllegalArgumentException} that names it. Members that nobody asks for do no harm.
 */
public final class ParsedJson {
  private final Map<String, Object> members;

  private ParsedJson(Map<String, Object> members) {
    this.members = members;
  }

  public static ParsedJson of(String text) {
    try (JsonParser parser = new JsonFactory().createParser(text)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        return new ParsedJson(object(parser));
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("broken JSON", e);
    }
    throw new IllegalArgumentException("no JSON object");
  }

  private static Map<String, Object> object(JsonParser parser) throws IOException {
    Map<String, Object> members = new LinkedHashMap<>();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      members.put(name, value(parser));
    }
    return members;
  }

  private static Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> {
        List<Object> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          elements.add(value(parser));
        }
        yield elements;
      }
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> String.valueOf(parser.getText());
    };
  }

  public String text(String name) {
    return member(name, String.class);
  }

  public boolean flag(String name) {
    return member(name, Boolean.class);
  }

  /** A count or a time: 0 or more. */
  public long number(String name) {
    long number = member(name, Long.class);
    if (number < 0) {
      throw new IllegalArgumentException("'" + name + "' is " + number);
    }
    return number;
  }

  /** The same for a field that older files lack. */
  public long number(String name, long otherwise) {
    return members.containsKey(name) ? number(name) : otherwise;
  }

  public List<String> texts(String name) {
    List<?> list = member(name, List.class);
    return list.stream().map(String::valueOf).toList();
  }

  public Map<String, String> textsByName(String name) {
    Map<?, ?> map = member(name, Map.class);
    Map<String, String> texts = new LinkedHashMap<>();
    map.forEach((key, value) -> texts.put(String.valueOf(key), String.valueOf(value)));
    return texts;
  }

  public Map<String, Long> numbersByName(String name) {
    Map<?, ?> map = member(name, Map.class);
    Map<String, Long> numbers = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (!(entry.getValue() instanceof Long number) || number < 0) {
        throw new IllegalArgumentException("'" + name + "' has something that is no count");
      }
      numbers.put(String.valueOf(entry.getKey()), number);
    }
    return numbers;
  }

  private <T> T member(String name, Class<T> type) {
    if (type.isInstance(members.get(name))) {
      return type.cast(members.get(name));
    }
    throw new IllegalArgumentException("'" + name + "' is missing");
  }
}
