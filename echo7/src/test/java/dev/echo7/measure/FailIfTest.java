package dev.echo7.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A threshold says which term came true and by how much, and what is no threshold is refused. */
class FailIfTest {
  private final Measured run =
      new Measured() {
        @Override
        public OptionalDouble timeNs(String which, String statistic) {
          if (statistic.equals("max")) {
            return OptionalDouble.empty();
          }
          return OptionalDouble.of(which.equals("response") ? 9e6 : 7.1e6);
        }

        @Override
        public OptionalDouble number(String name) {
          return OptionalDouble.of(name.equals("loss") ? 12.5 : 3);
        }
      };

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          p99>5ms             | p99>5ms: measured 7.10 ms
          P99 > 5 MS          | P99 > 5 MS: measured 7.10 ms
          lost>1k             | none
          p99>8ms             | none
          p99>7100us          | none
          p99>=7100us         | p99>=7100us: measured 7.10 ms
          response.p99>8ms    | response.p99>8ms: measured 9.00 ms
          avg<1s              | avg<1s: measured 7.10 ms
          loss>12%            | loss>12%: measured 12.5%
          loss>12.5%          | none
          loss>=12.5%         | loss>=12.5%: measured 12.5%
          corrupt>0           | corrupt>0: measured 3
          corrupted>0         | corrupted>0: measured 3
          rate<100            | rate<100: measured 3
          reordered<=2        | none
          max>1s              | max>1s: measured nothing
          """)
  void saysWhichTermCameTrue(String text, String outcome) {
    if (outcome.equals("refused")) {
      assertThrows(IllegalArgumentException.class, () -> FailIf.parse(text));
      return;
    }
    List<String> failures =
        FailIf.parse(text).failures(run).stream().map(FailIf.Failure::toString).toList();
    assertEquals(outcome.equals("none") ? List.of() : List.of(outcome), failures);
  }

  @Test
  void everyTermIsJudged() {
    List<String> terms =
        FailIf.parse("p99>5ms, loss>50%,corrupt>0").failures(run).stream()
            .map(FailIf.Failure::term)
            .toList();
    assertEquals(List.of("p99>5ms", "corrupt>0"), terms);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          p101>5ms     | 'p101'
          latency>5ms  | the terms are p0 to p100
          p99>5        | needs a unit
          loss>1       | loss>0.1%
          corrupt>1ms  | without a unit
          p99          | not a threshold
          service.loss>1% | 'loss'
          """)
  void refusesWhatIsNoThresholdAndNamesIt(String text, String part) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> FailIf.parse(text)).getMessage();
    assertTrue(message != null && message.contains(part), message);
    assertTrue(message.contains("'" + text + "'"), message);
  }
}
