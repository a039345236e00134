package dev.echo7.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.net.Cidr;
import dev.echo7.net.EndpointParser;
import dev.echo7.net.ServiceNames;
import dev.echo7.server.config.ServedEndpoint;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The grammar of faults, and the same typed. */
class FaultsTest {

  @ParameterizedTest
  @CsvSource({
    "delay=50ms, delay=50ms",
    "delay=50ms±10ms, delay=50ms±10ms",
    "delay=50ms+-10ms, delay=50ms±10ms",
    "DELAY=1.5S, delay=1.5s",
    "delay=90s, delay=90s",
    "delay=2min, delay=120s",
    "delay=100us, delay=100us",
    "rate=64k/s, rate=64k/s",
    "rate=1500/s, rate=1500/s",
    "rate=1.5m/s, rate=1500k/s",
    "slice=1, slice=1",
    "cut=64k, cut=64k",
    "cut=65536, cut=64k",
    "cut=5m, cut=5m",
    "cut=5min, cut=300s",
    "cut=0, cut=0",
    "reset, reset",
    "reset=0, reset",
    "reset=100, reset=100",
    "reset=2s, reset=2s",
    "close=half, close=half",
    "stall, stall",
    "stall=1k, stall=1k",
    "noread, noread",
    "noaccept, noaccept",
    "corrupt=1/1000, corrupt=1/1000",
    "swap=1/7, swap=1/7",
    "greet=220%20mail%0D%0A, greet=220%20mail%0D%0A",
    "greet=hello, greet=hello",
    "drop=5%, drop=5%",
    "drop, drop",
    "dup=0.1%, dup=0.1%",
    "reorder=100%, reorder",
    "truncate, truncate",
    "cert=expired, cert=expired",
    "cert=not-yet, cert=not-yet",
    "cert=WRONG-HOST, cert=wrong-host",
    "cert=unknown-ca, cert=unknown-ca",
    "handshake=slow, handshake=slow",
    "record=1, record=1",
    "cert=expired&chance=50%&cert=not-yet, cert=expired&chance=50%&cert=not-yet",
    "handshake=alert&from=10.0.0.0/8, handshake=alert&from=10.0.0.0/8",
    "cut=64k&chance=10%, cut=64k&chance=10%",
    "cut=64k&after=1m, cut=64k&after=1m",
    "delay=1s&after=10s&for=1min, delay=1s&after=10s&for=60s",
    "noread&from=10.0.0.0/8, noread&from=10.0.0.0/8",
    "delay=50ms&cut=64k&seed=7, delay=50ms&cut=64k&seed=7",
    "seed=7:17&cut=1, cut=1&seed=7:17",
    "queue=1m&delay=1ms, delay=1ms&queue=1m",
  })
  void readsAQueryAndWritesIt(String query, String written) {
    Faults faults = Faults.parse(query);
    assertEquals(written, faults.toString());
    assertEquals(faults, Faults.parse(written));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "delay=50 | '50' is not a time, which needs a unit; write 50ms, 2s, 1min or 1h",
        "delay | '' is not a time; write 50ms, 2s, 1min or 1h",
        "delay=10ms±20ms | the jitter of delay must not be longer than delay itself; write delay=50ms±10ms",
        "delay=25h | '25h' is too long; at most 24h",
        "rate=64k | '64k' is not a rate in bytes per second; write 500/s, 64k/s or 1m/s",
        "rate=0/s | rate must be at least 1; write rate=64k/s",
        "slice=0 | slice must be at least 1; write slice=1",
        "cut | 'cut' needs a value; write cut=64k",
        "cut=abc | 'abc' is neither a number of bytes nor a time; write 64k or 2s",
        "cut=-5 | '-5' is neither a number of bytes nor a time; write 64k or 2s",
        "stall&after=x | 'x' is neither a number of bytes nor a time; write 64k or 2s",
        "delay=50ms+10ms | '50ms+10ms' is not a delay; write 50ms±10ms or 50ms+-10ms",
        "close=full | 'close=full' is unknown; write close=half",
        "noread=1 | 'noread' has no value; write noread alone",
        "corrupt=5% | '5%' must have the form 1/N; write 1/1000 for one byte in 1000",
        "drop=5 | '5' is not a share; write 10%, above 0% and at most 100%",
        "drop=101% | '101%' is not a share; write 10%, above 0% and at most 100%",
        "greet=100% | '100%' has a % without two hexadecimal digits; write % itself as %25",
        "cert=old | 'cert=old' is unknown; the values are expired, not-yet, wrong-host, unknown-ca",
        "chance=10% | 'chance' belongs to the fault before it; write cut=64k&chance=...",
        "noaccept&chance=10% | noaccept is the same for all connections of an endpoint; omit chance, after, for and from",
        "noaccept&cut=1 | noaccept leaves no connection for another fault; omit one of them",
        "cert=expired&cert=not-yet | 'cert=not-yet' never acts after 'cert=expired'; omit one of them",
        "truncate&truncate | 'truncate' never acts after 'truncate'; omit one of them",
        "handshake=stall&after=5 | handshake acts before the first byte of a connection; omit after and for",
        "cert=expired&for=5s | cert acts before the first byte of a connection; omit after and for",
        "record=17k | record must be at most 16k; write record=1",
        "seed=x | 'x' is not a seed; write seed=7, or seed=7:17 for connection 17 of that run",
        "queue=1 | queue must be 1k to 1g; write queue=256k",
        "cut=1&&cut=2 | a fault is missing beside a '&'; write ?delay=50ms&cut=64k",
        "cut=1.0001k | '1.0001k' is not a whole number of bytes",
      })
  void saysWhatIsWrongAndHowToWriteIt(String query, String message) {
    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> Faults.parse(query)).getMessage());
  }

  @Test
  void namesAllWordsForOneThatIsLikeNone() {
    String message = refusal(() -> Faults.parse("frobnicate=5ms"));
    assertTrue(
        message.startsWith("unknown fault 'frobnicate'; the faults are delay, rate, slice, "),
        message);
  }

  @ParameterizedTest
  @CsvSource({
    "dely=5ms, dely, delay",
    "lag=5ms, lag, delay",
    "LATENCY=5ms, latency, delay",
    "loss=5%, loss, drop",
    "corupt=1/5, corupt, corrupt",
    "stal, stal, stall",
    "cut=1&sed=7, sed, seed",
    "cut=1&chanse=5%, chanse, chance",
    "reset_peer, reset_peer, reset",
    "mod=0660, mod, mode",
  })
  void proposesTheWordThatWasProbablyMeant(String query, String culprit, String meant) {
    assertEquals(
        "unknown fault '" + culprit + "': did you mean " + meant + "?",
        refusal(() -> Faults.parse(query)));
  }

  @ParameterizedTest
  @CsvSource({
    "tcp://:7001?drop=5%, UDP",
    "tls://:7001?dup=5%, UDP",
    "udp://:7001?cut=1, streams",
    "tcp://:7001?truncate, TLS",
    "udp://:7001?greet=x, streams",
    "unix:/run/x?reset=5, TCP and TLS",
  })
  void refusesAWordThatAnEndpointCannotHave(String text, String isFor) {
    String message = refusal(() -> endpoint(text));
    assertTrue(message.startsWith("'" + text + "': "), message);
    assertTrue(message.contains(" is for " + isFor + ", not for "), message);
  }

  @Test
  void refusesTheSeedOfAConnectionWhereThereIsNone() {
    String message = refusal(() -> endpoint("udp://:7001?drop=5%&seed=7:17"));
    assertTrue(
        message.endsWith(": 'seed=7:17' is a connection, and UDP has none; write seed=7"), message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tcp://[::1]:7001?delay=50ms&cut=64k&seed=7",
        "unix:/run/echo.sock?mode=0660&delay=5ms",
        "unix:/run/echo.sock?mode=0660",
        "unix:@name?stall=3",
        "udp://:7?drop=5%&dup=1%&seed=7",
        "tls://localhost:7443?cert=expired",
      })
  void belongsToAnEndpoint(String text) {
    assertEquals(text, endpoint(text).toString());
  }

  @Test
  void takesTheModeOfASocketFromAnyPlaceInTheQuery() {
    assertEquals("unix:/x?mode=0600&cut=1", endpoint("unix:/x?cut=1&mode=600").toString());
  }

  @Test
  void isTheSameTyped() {
    assertEquals(
        Faults.parse(
            "delay=50ms±10ms&cut=64k&chance=10%&from=10.0.0.0/8&greet=a%26b&reset=1s&after=5&seed=7"),
        Faults.of(
                Fault.delay(Duration.ofMillis(50), Duration.ofMillis(10)),
                Fault.cut(64 * 1024).chance(0.1).from(Cidr.parse("10.0.0.0/8")),
                Fault.greet("a&b"),
                Fault.reset(Duration.ofSeconds(1)).after(5))
            .seed(7));
  }

  private static String refusal(Executable reading) {
    return "" + assertThrows(IllegalArgumentException.class, reading).getMessage();
  }

  private static ServedEndpoint endpoint(String text) {
    return ServedEndpoint.parse(text, new EndpointParser(ServiceNames.ofThisMachine()));
  }
}
