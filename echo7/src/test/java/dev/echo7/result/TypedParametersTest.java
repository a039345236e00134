package dev.echo7.result;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.echo7.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The numbers in the texts of a log are found, whichever version wrote it. */
class TypedParametersTest {
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "endpoint | tls://example.org:7 | {\"endpoint\":\"tls://example.org:7\"}",
        "address | [::1]:7 | {\"address\":\"[::1]:7\"}",
        "connections | 10 | {\"connections\":10}",
        "connections | 10, opened in 38.05 ms | {\"connections\":10,\"openedInSeconds\":0.03805}",
        "opened in | 38.05 ms | {\"openedInSeconds\":0.03805}",
        "opened in | 850 ns | {\"openedInSeconds\":0.00000085}",
        "opened in | 12.3 us | {\"openedInSeconds\":0.0000123}",
        "opened in | 1.20 s | {\"openedInSeconds\":1.2}",
        "threads | 1 | {\"threads\":1}",
        "rate | 200/s, constant spacing | {\"ratePerSecond\":200,\"arrivals\":\"constant\"}",
        "rate | 1234.5/s, constant spacing | {\"ratePerSecond\":1234.5,\"arrivals\":\"constant\"}",
        "rate | 200/s, random spacing (Poisson) | {\"ratePerSecond\":200,\"arrivals\":\"poisson\"}",
        "rate | 100/s, equally far apart | {\"ratePerSecond\":100,\"arrivals\":\"constant\"}",
        "rate | 100/s, at random (poisson) | {\"ratePerSecond\":100,\"arrivals\":\"poisson\"}",
        "rate | unlimited (closed loop) | {}",
        "rate | as echoes come (closed loop) | {}",
        "frame | 64 bytes | {\"frameBytes\":64}",
        "frame | 1 byte | {\"frameBytes\":1}",
        "depth | 100 | {\"depth\":100}",
        "duration | 10 s | {\"durationSeconds\":10}",
        "duration | 2.00 s | {\"durationSeconds\":2}",
        "warm-up | 200 ms | {\"warmupSeconds\":0.2}",
        "warm-up | 200.00 ms | {\"warmupSeconds\":0.2}",
        "ramp | 0 | {\"rampSeconds\":0}",
        "patience | 2 s | {\"timeoutSeconds\":2}",
        "duration | long | {\"durationSeconds\":\"long\"}",
        "duration | 1234567890123456789 s | {\"durationSeconds\":\"1234567890123456789 s\"}",
        "new kind.of | 7 | {\"newKindOf\":7}",
        "new kind.of | 7 or so | {\"newKindOf\":\"7 or so\"}",
      })
  void eachTextBecomesNumbersWithTheirUnitInTheName(String name, String text, String json) {
    assertEquals(json, json(Map.of(name, text)));
  }

  /** As LoadJoin writes it; in logs that were merged twice, too. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "different: 40 (1 machine); 50 (12 machines) | [40,50]",
        "different: 1 (1 machine); 2 (1 machine); 3 (1 machine); 4 (1 machine); and 3 more"
            + " | [1,2,3,4]",
        "different: not stated (2 machines); 40 (1 machine) | [null,40]",
        "different: different: 40 (1 machine); 50 (1 machine) (2 machines); 60 (1 machine)"
            + " | [40,50,60]",
      })
  void theValuesOfAMergedLogAreAList(String text, String values) {
    assertEquals("{\"connections\":" + values + "}", json(Map.of("connections", text)));
  }

  @Test
  void machinesThatDifferHaveAListOfAllValuesAndOthersOne() {
    List<LoadHead> heads = new ArrayList<>();
    for (int i = 1; i <= 7; i++) {
      Map<String, String> parameters = new LinkedHashMap<>();
      parameters.put("connections", "10");
      parameters.put("opened in", i + " ms");
      parameters.put("rate", i <= 3 ? "100/s, constant spacing" : "100/s, at random (poisson)");
      heads.add(head(parameters));
    }
    assertEquals(
        "{\"connections\":10,\"openedInSeconds\":[0.001,0.002,0.003,0.004,0.005,0.006,0.007],"
            + "\"ratePerSecond\":100,\"arrivals\":[\"constant\",\"poisson\"]}",
        Json.line(TypedParameters.of(heads)));
  }

  @Test
  void theSameInOtherWordsIsNoDifference() {
    assertEquals(
        "{\"durationSeconds\":2,\"openedInSeconds\":0.5,\"connections\":[7,8]}",
        Json.line(
            TypedParameters.of(
                List.of(
                    head(ordered("duration", "2.00 s", "opened in", "0.50 s", "connections", "7")),
                    head(ordered("duration", "2 s", "connections", "8, opened in 500 ms"))))));
  }

  @Test
  void whatALogDoesNotStateIsNull() {
    assertEquals(
        "{\"depth\":[null,1]}",
        Json.line(TypedParameters.of(List.of(head(Map.of()), head(Map.of("depth", "1"))))));
  }

  private static Map<String, String> ordered(String... namesAndTexts) {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      map.put(namesAndTexts[i], namesAndTexts[i + 1]);
    }
    return map;
  }

  private static String json(Map<String, String> parameters) {
    return Json.line(TypedParameters.of(List.of(head(parameters))));
  }

  private static LoadHead head(Map<String, String> parameters) {
    return LoadRuns.head(0, parameters);
  }
}
