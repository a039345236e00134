package dev.echo7.client.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.echo7.json.Json;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import dev.echo7.result.LoadHead;
import dev.echo7.result.TypedParameters;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a load writes into its log is found in it again as numbers. */
class LoadParametersTest {
  private static final Endpoint ENDPOINT = new Endpoint.Tcp(new HostPort("localhost", 7));

  @Test
  void everyOptionIsANumberAgain() {
    LoadOptions options =
        LoadOptions.of(100, Duration.ofMillis(2500))
            .threads(3)
            .warmup(Duration.ofMillis(250))
            .ramp(Duration.ofNanos(1_000_001))
            .rate(1234.5)
            .poisson(true)
            .size(1)
            .depth(17)
            .patience(Duration.ofMinutes(2))
            .build();
    assertEquals(
        "{\"endpoint\":\"tcp://localhost:7\",\"address\":\"127.0.0.1:7\",\"connections\":100,"
            + "\"openedInSeconds\":0.03805,\"threads\":3,\"ratePerSecond\":1234.5,"
            + "\"arrivals\":\"poisson\",\"frameBytes\":1,\"depth\":17,\"durationSeconds\":2.5,"
            + "\"warmupSeconds\":0.25,\"rampSeconds\":0.001000001,\"timeoutSeconds\":120}",
        json(options, 38_050_000));
  }

  @ParameterizedTest
  @CsvSource({
    "0, false, ''",
    "1, false, '\"ratePerSecond\":1,\"arrivals\":\"constant\",'",
    "2000000000, false, '\"ratePerSecond\":2000000000,\"arrivals\":\"constant\",'",
    "0.5, true, '\"ratePerSecond\":0.5,\"arrivals\":\"poisson\",'"
  })
  void aRateIsFoundAgainAndAClosedLoopHasNone(double rate, boolean poisson, String found) {
    LoadOptions options =
        LoadOptions.of(1, Duration.ofSeconds(1)).rate(rate).poisson(poisson).build();
    String json = json(options, 0);
    String between =
        json.substring(json.indexOf("\"threads\":1,") + 12, json.indexOf("\"frameBytes\":"));
    assertEquals(found, between, json);
  }

  /** To the digits that people get. */
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "999, 0.000000999",
    "1234, 0.0000012",
    "999999, 0.001",
    "1234567, 0.00123",
    "1234567890, 1.23",
    "3600000000000, 3600"
  })
  void theTimeOfOpeningIsFoundAgain(long ns, String seconds) {
    String json = json(LoadOptions.of(1, Duration.ofSeconds(1)).build(), ns);
    String expected = String.format(Locale.ROOT, "\"openedInSeconds\":%s,", seconds);
    assertEquals(expected, json.substring(json.indexOf("\"openedIn"), json.indexOf("\"threads")));
  }

  private static String json(LoadOptions options, long openedNs) {
    LoadHead head = LoadParameters.head(ENDPOINT, "127.0.0.1:7", options, 0, openedNs);
    return Json.line(TypedParameters.of(List.of(head)));
  }
}
