package dev.echo7.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON (RFC 8259) in ASCII: no name that a peer chose can affect a terminal, and no charset
 * can garble it. {@link JsonObject} reads it.
 *
 * <p>Members keep their order. Numbers have no exponent, so that scripts can read them. Any thread.
 */
public final class Json {
  /** More than the largest page of connections has. */
  private static final long MAX_CHARS = 64 << 20;

  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxDocumentLength(MAX_CHARS).build())
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .build();

  private Json() {}

  /** Something that can be written as one JSON value. */
  public interface Value {
    /** Writes it. */
    void write(JsonGenerator json) throws IOException;
  }

  /** An object of maps, lists, strings, numbers and booleans: indented, with a line end. */
  public static String document(Map<String, ?> object) {
    return text(json -> write(json.useDefaultPrettyPrinter(), object)) + System.lineSeparator();
  }

  /** The same in one line, without a line end. */
  public static String line(Map<String, ?> object) {
    return text(json -> write(json, object));
  }

  /** A value in one line, without a line end. */
  public static String text(Value value) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      value.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
    return text.toString();
  }

  /** The same as bytes. */
  public static byte[] bytes(Value value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    try (JsonGenerator json = generator(out)) {
      value.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
    return out.toByteArray();
  }

  /** Writes a long value piece by piece. */
  public static JsonGenerator generator(OutputStream out) throws IOException {
    return FACTORY.createGenerator(out);
  }

  /** Writes a map, list, string, number, boolean or null. */
  static void write(JsonGenerator json, @Nullable Object value) throws IOException {
    switch (value) {
      case null -> json.writeNull();
      case Map<?, ?> map -> {
        json.writeStartObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          json.writeFieldName(String.valueOf(entry.getKey()));
          write(json, entry.getValue());
        }
        json.writeEndObject();
      }
      case Iterable<?> list -> {
        json.writeStartArray();
        for (Object element : list) {
          write(json, element);
        }
        json.writeEndArray();
      }
      case Boolean flag -> json.writeBoolean(flag);
      case Double number -> writeReal(json, number);
      case Integer number -> json.writeNumber(number);
      case Long number -> json.writeNumber(number);
      case BigInteger number -> json.writeNumber(number);
      case BigDecimal number -> json.writeNumber(number);
      default -> json.writeString(value.toString());
    }
  }

  /** JSON has no NaN and no infinity. */
  private static void writeReal(JsonGenerator json, double number) throws IOException {
    if (Double.isFinite(number)) {
      json.writeNumber(BigDecimal.valueOf(number));
    } else {
      json.writeNull();
    }
  }
}
