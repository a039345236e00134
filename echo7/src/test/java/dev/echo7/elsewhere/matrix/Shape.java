package dev.echo7.elsewhere.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The format of a program's standard output. */
public enum Shape {
  /** For people: any text. */
  TEXT,
  /** One JSON document. */
  JSON,
  /** One JSON object per line. */
  JSON_LINES,
  /** Test Anything Protocol, version 14 (testanything.org). */
  TAP,
  /** Prometheus' text exposition format. */
  METRICS;

  private static final JsonMapper MAPPER = JsonMapper.shared();
  private static final String TAP_LINE =
      "TAP version 14|1\\.\\.\\d+|(not )?ok \\d+ - .*|#.*|Bail out!.*| {2}\\S.*| {4,}.*";
  private static final String METRIC_LINE =
      "# (HELP|TYPE|EOF|UNIT) ?.*|[a-zA-Z_:][a-zA-Z0-9_:]*(\\{.*})? "
          + "(-?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?|NaN|[+-]Inf)( -?[0-9]+)?";

  /**
   * Fails if the text does not have this format; an empty text has every format, if it may be
   * empty.
   */
  public void check(String text) {
    switch (this) {
      case TEXT -> {}
      case JSON -> assertTrue(MAPPER.readTree(text).isObject(), () -> "no JSON object: " + text);
      case JSON_LINES -> text.lines().forEach(Shape::checkObject);
      case TAP -> checkLines(text, TAP_LINE);
      case METRICS -> checkLines(text, METRIC_LINE);
    }
  }

  private static void checkObject(String line) {
    JsonNode object = MAPPER.readTree(line);
    assertTrue(object.isObject(), () -> "no JSON object: " + line);
  }

  private static void checkLines(String text, String pattern) {
    List<String> others = text.lines().filter(line -> !line.matches(pattern)).toList();
    assertEquals(List.of(), others, "lines that no reader of the format understands");
  }
}
