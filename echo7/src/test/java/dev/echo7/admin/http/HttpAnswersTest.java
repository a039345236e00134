package dev.echo7.admin.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.admin.AdminFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The content and the order of responses, as RFC 9110 and RFC 9112 require. */
@Timeout(60)
class HttpAnswersTest {
  private static final String HEALTH = HttpExchange.request("GET", "/healthz", "");

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void answersAllThatCameBeforeTheFin(boolean unix) throws Exception {
    int requests = 500;
    try (AdminFixture fixture = unix ? AdminFixture.unix() : AdminFixture.tcp();
        HttpPeer peer = fixture.connect()) {
      String table = HttpExchange.request("GET", "/connections", "");
      peer.send(fixture.named((HEALTH + table).repeat(requests))).end();
      for (int i = 0; i < requests; i++) {
        assertEquals("ok\n", peer.response().body());
        assertTrue(peer.response().body().startsWith("{\"total\":0"), "not the table");
      }
      assertEquals("", peer.rest());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void eventsGoOnBehindTheFinAndWhateverElseIsSent(boolean unix) throws Exception {
    try (AdminFixture fixture = unix ? AdminFixture.unix() : AdminFixture.tcp();
        HttpPeer peer = fixture.connect()) {
      peer.send(fixture.named(HEALTH + HttpExchange.request("GET", "/events", "") + HEALTH)).end();
      assertEquals("ok\n", peer.response().body());
      assertEquals("close", peer.response().header("connection"));
      peer.event("rates");
      peer.event("rates");
    }
  }

  @Test
  void aReaderOfEventsThatHasGoneIsNoticed() throws Exception {
    try (AdminFixture fixture = AdminFixture.tcp()) {
      try (HttpPeer peer = fixture.connect()) {
        peer.ask("GET", "/events", "Host: localhost:" + fixture.port());
        assertTrue(readers(fixture).contains(" 1.0"), readers(fixture));
      }
      // Rates of the following seconds have no connections to count.
      AdminFixture.await(() -> readers(fixture).contains(" 0.0"), "the reader is gone");
    }
  }

  private static String readers(AdminFixture fixture) {
    try {
      return fixture
          .ask("GET", "/metrics")
          .body()
          .lines()
          .filter(line -> line.startsWith("echo7_admin_event_readers"))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The response without its body, and without what changes over time. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/assets/page.css",
        "/openapi.yaml",
        "/healthz",
        "/readyz",
        "/connections",
        "/events",
        "/connections/1",
        "/nothing",
        "/connections?x=y"
      })
  void headIsGetWithoutTheBody(String path) throws Exception {
    try (AdminFixture fixture = AdminFixture.tcp()) {
      Map<String, String> get = lasting(fixture.ask("GET", path, "Connection: close"));
      Map<String, String> head = lasting(fixture.ask("HEAD", path, "Connection: close"));
      assertEquals(get, head);
    }
  }

  private static Map<String, String> lasting(HttpPeer.Response response) {
    Map<String, String> headers = new TreeMap<>(response.headers());
    headers.remove("date");
    headers.put("status", Integer.toString(response.status()));
    return headers;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text/plain | ''",
        "text/plain | */*",
        "text/plain | text/*",
        "text/plain | application/json",
        "text/plain | application/openmetrics-text;q=0",
        "text/plain | application/openmetrics-text;q=0, */*",
        "text/plain | application/openmetrics-text;q=0.2, text/plain;q=0.3",
        "text/plain | application/openmetrics-text;q=0.2, */*",
        "text/plain | x/y;p=\"a,application/openmetrics-text\", text/plain",
        "application/openmetrics-text | application/openmetrics-text",
        "application/openmetrics-text | Application/OpenMetrics-Text; version=1.0.0",
        "application/openmetrics-text | application/*",
        "application/openmetrics-text | text/plain;q=0.5, application/openmetrics-text;q=0.6",
        "application/openmetrics-text | text/plain;q=0, */*",
        "application/openmetrics-text | application/openmetrics-text;version=1.0.0;q=0.5,"
            + "application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.2"
      })
  void metricsComeInTheFormatThatIsLikedMore(String type, String accept) throws Exception {
    try (AdminFixture fixture = AdminFixture.unix()) {
      HttpPeer.Response response = fixture.ask("GET", "/metrics", "Accept: " + accept);
      assertEquals(type, response.type());
      assertEquals("Accept", response.header("vary"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "304 | If-None-Match: %s",
        "304 | If-None-Match: W/%s",
        "304 | If-None-Match: \"x\", %s",
        "304 | If-None-Match: *",
        "200 | If-None-Match: \"x\"",
        "200 | If-Modified-Since: Sat, 01 Jan 2050 00:00:00 GMT",
        "200 | If-Match: %s",
        "200 | If-Match: \"x\", %s",
        "412 | If-Match: \"x\"",
        "412 | If-Match: W/%s"
      })
  void thePageIsSentUnderTheConditionsOfRfc9110(int status, String header) throws Exception {
    try (AdminFixture fixture = AdminFixture.unix()) {
      String tag = fixture.ask("GET", "/").header("etag");
      assertEquals(status, fixture.ask("GET", "/", header.formatted(tag)).status());
    }
  }

  @Test
  void theDateHasADayOfTwoDigits() {
    assertEquals("Sun, 06 Nov 1994 08:49:37 GMT", HttpDate.of(Instant.ofEpochSecond(784111777)));
  }
}
