package dev.echo7.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON (RFC 8259) from maps, lists, strings, numbers and booleans, in the order in which they
 * stand.
 */
public final class Json {
  private Json() {}

  /** A whole document, indented, with a line's end. */
  public static String document(Map<String, ?> object) {
    return text(object, true) + System.lineSeparator();
  }

  /** One line, without its end. */
  public static String line(Map<String, ?> object) {
    return text(object, false);
  }

  private static String text(Map<String, ?> object, boolean indented) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = new JsonFactory().createGenerator(text)) {
      if (indented) {
        generator.useDefaultPrettyPrinter();
      }
      write(generator, object);
    } catch (IOException e) {
      throw new UncheckedIOException("a string cannot fail", e);
    }
    return text.toString();
  }

  private static void write(JsonGenerator generator, @Nullable Object value) throws IOException {
    switch (value) {
      case null -> generator.writeNull();
      case Map<?, ?> map -> {
        generator.writeStartObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          generator.writeFieldName(String.valueOf(entry.getKey()));
          write(generator, entry.getValue());
        }
        generator.writeEndObject();
      }
      case Iterable<?> list -> {
        generator.writeStartArray();
        for (Object element : list) {
          write(generator, element);
        }
        generator.writeEndArray();
      }
      case Boolean truth -> generator.writeBoolean(truth);
      case Double real -> writeReal(generator, real);
      case Integer number -> generator.writeNumber(number);
      case Long number -> generator.writeNumber(number);
      default -> generator.writeString(value.toString());
    }
  }

  /** JSON has no word for what is not a number. */
  private static void writeReal(JsonGenerator generator, double real) throws IOException {
    if (Double.isFinite(real)) {
      generator.writeNumber(real);
    } else {
      generator.writeNull();
    }
  }
}
