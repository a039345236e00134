package dev.echo7.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonObjectTest {
  private static final String TEXT =
      "{\"name\":\"a\",\"count\":3,\"load\":0.5,\"on\":true,\"gone\":null,\"big\":12345678901234567890,"
          + "\"within\":{\"x\":1},\"rows\":[{\"id\":7},\"word\"]}";

  @Test
  void membersAreReadByNameAndPrintedInTheirOrder() throws NotJsonException {
    JsonObject object = JsonObject.of(TEXT);
    assertEquals("a", object.text("name"));
    assertEquals(3, object.number("count", 0));
    assertEquals(0.5, object.fraction("load"));
    assertEquals(true, object.flag("on"));
    assertEquals(1, object.object("within").number("x", 0));
    assertEquals(7, object.objects("rows").getFirst().number("id", 0));
    assertEquals(List.of("word"), object.texts("rows"));
    assertEquals(TEXT, object.toString());
  }

  @Test
  void whatIsAbsentOrOfAnotherTypeIsTheDefault() throws NotJsonException {
    JsonObject object = JsonObject.of(TEXT);
    assertEquals("", object.text("count"));
    assertEquals(9, object.number("name", 9));
    assertEquals(0, object.fraction("none"));
    assertFalse(object.flag("name"));
    assertEquals(List.of(), object.object("none").names());
    assertEquals(List.of(), object.objects("name"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "name", "load", "big"})
  void aRequiredNumberIsAWholeOne(String name) throws NotJsonException {
    JsonObject object = JsonObject.of(TEXT);
    IllegalArgumentException missing =
        assertThrows(IllegalArgumentException.class, () -> object.requireNumber(name));
    assertEquals("'" + name + "' is missing", missing.getMessage());
  }

  @Test
  void aRequiredNumberIsNotBelowZero() throws NotJsonException {
    JsonObject object = JsonObject.of("{\"n\":-1,\"m\":{\"a\":-1}}");
    assertEquals(5, object.requireNumber("none", 5));
    assertThrows(IllegalArgumentException.class, () -> object.requireNumber("n"));
    assertThrows(IllegalArgumentException.class, () -> object.requireNumbersByName("m"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "7", "{", "{\"a\"}", "{\"a\":1e}", "nonsense"})
  void whatIsNoObjectIsRefused(String text) {
    assertThrows(NotJsonException.class, () -> JsonObject.of(text));
  }

  @Test
  void printsAsciiWhateverAPeerCallsItself() {
    String name = "\u00b5\u202e\ud83d\ude00\u001b";
    String ascii = "\\u00B5\\u202E\\uD83D\\uDE00\\u001B";
    assertEquals("\"" + ascii + "\"", Json.text(json -> json.writeString(name)));
    assertEquals("{\"name\":\"" + ascii + "\"}", Json.line(Map.of("name", name)));
    assertEquals(
        Json.line(Map.of("name", name)), Json.document(Map.of("name", name)).replaceAll("\\s", ""));
  }

  @Test
  void whatIsNoNumberIsNull() {
    assertEquals("{\"rate\":null}", Json.line(Map.of("rate", Double.NaN)));
  }
}
