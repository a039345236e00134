package dev.echo7.admin.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.admin.AdminFixture;
import dev.echo7.admin.http.HttpPeer;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Faults, set and seen over HTTP. */
@Timeout(60)
class FaultsApiTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final AdminFixture fixture;
  private final String listener;

  FaultsApiTest() throws Exception {
    fixture = AdminFixture.unix();
    listener = fixture.server.listening().getFirst();
  }

  @AfterEach
  void close() throws IOException {
    fixture.close();
  }

  @Test
  void actsOnConnectionsAcceptedFromThenOn() throws IOException {
    try (Socket before = fixture.echoing()) {
      assertEquals("cut=6&seed=7", faults(set("cut=6&seed=7")));
      assertEquals("cut=6&seed=7", faults(json("GET", "/faults")));
      AdminFixture.echo(before);
      try (Socket after = fixture.echoing()) {
        assertEquals(-1, after.getInputStream().read());
      }
      assertEquals("", faults(json("DELETE", "/faults")));
      try (Socket last = fixture.echoing()) {
        AdminFixture.echo(last);
      }
      AdminFixture.echo(before);
    }
  }

  @Test
  void drawsASeedAndSaysIt() throws IOException {
    String faults = faults(set("delay=5ms"));
    assertTrue(faults.matches("delay=5ms&seed=[0-9]+"), faults);
    assertEquals(faults, json("GET", "/status").get("faults").get(listener).asString());
    set("");
    assertEquals(0, json("GET", "/status").get("faults").size());
  }

  @Test
  void takesTheQuestionMarkOfAnEndpointToo() throws IOException {
    assertEquals("cut=1&seed=7", faults(set("?cut=1&seed=7")));
  }

  @Test
  void aConnectionShowsWhatItHasAndWhatActed() throws IOException {
    set("delay=1ms&seed=7");
    try (Socket client = fixture.echoing()) {
      JsonNode row = json("GET", "/connections").get("connections").get(0);
      assertEquals("delay=1ms&seed=7:1", row.get("faults").asString(), client::toString);
      JsonNode hit = row.get("faultHits").get(0);
      assertEquals("delay 0", hit.get("word").asString() + " " + hit.get("byte").asInt());
    }
    set("");
    try (Socket client = fixture.echoing()) {
      JsonNode rows = json("GET", "/connections?sort=-id").get("connections");
      assertFalse(rows.get(0).has("faults"), client::toString);
      assertFalse(rows.get(0).has("faultHits"), client::toString);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cut", "reset", "stall", "noread"})
  void actsAtOnceOnAnOpenConnection(String word) throws Exception {
    try (HttpPeer reader = fixture.connect();
        Socket client = fixture.echoing()) {
      reader.ask("GET", "/events");
      long id = fixture.server.running().connections().iterator().next().id();
      String target = "/connections/" + id + "?fault=" + word;
      assertEquals(202, fixture.ask("POST", target).status());
      JsonNode faulted = JSON.readTree(reader.event("faulted").data());
      assertEquals(id, faulted.get("id").asLong());
      assertEquals(word, faulted.get("word").asString());
      assertEquals(6, faulted.get("byte").asInt());
      if (word.equals("cut")) {
        assertEquals(-1, client.getInputStream().read());
      } else if (word.equals("reset")) {
        assertThrows(SocketException.class, () -> client.getInputStream().read());
      }
    }
  }

  @Test
  void metricsCountEachWordFromTheStart() throws IOException {
    assertEquals("0.0", metric("cut"));
    assertEquals("0.0", metric("drop"));
    set("cut=6");
    try (Socket client = fixture.echoing()) {
      assertEquals(-1, client.getInputStream().read());
    }
    assertEquals("1.0", metric("cut"));
    assertEquals(1, json("GET", "/status").get("totals").get("faults").get("cut").asInt());
  }

  private String metric(String word) throws IOException {
    String name = "echo7_faults_total{word=\"" + word + "\"} ";
    return fixture
        .ask("GET", "/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(name.length()))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "PUT | /faults?listener=LISTENER&query=lag%3D5ms | 400 | unknown fault 'lag': did you mean delay?",
        "PUT | /faults?listener=LISTENER&query=drop | 400 | 'drop' is for UDP, not for tcp; that has",
        "PUT | /faults?listener=LISTENER&query=noaccept | 400 | 'noaccept' cannot change while the",
        "PUT | /faults?listener=LISTENER | 400 | the parameter 'query' is missing",
        "PUT | /faults?query=cut%3D1 | 400 | the parameter 'listener' is missing",
        "PUT | /faults?listener=LISTENER&query=cut%3D1&cut=1 | 400 | unknown parameter 'cut'",
        "PUT | /faults?listener=tcp+nowhere&query=cut%3D1 | 404 | no listener 'tcp nowhere'; the listeners are tcp 127.0.0.1:",
        "DELETE | /faults?listener=tcp+nowhere | 404 | no listener 'tcp nowhere'; the listeners are tcp",
        "POST | /connections/1?fault=delay | 400 | 'delay' cannot act on an open connection; only cut, reset",
        "POST | /connections/1 | 400 | the parameter 'fault' is missing",
        "POST | /connections/1?fault=cut | 404 | no open connection has the id 1",
      })
  void saysInOneLineWhatIsWrong(String method, String target, int status, String part)
      throws IOException {
    HttpPeer.Response answer = fixture.ask(method, target.replace("LISTENER", encoded(listener)));
    assertEquals(status, answer.status(), answer::body);
    String error = JSON.readTree(answer.body()).get("error").asString();
    assertTrue(error.startsWith(part), error);
    assertEquals(0, json("GET", "/status").get("faults").size());
  }

  private JsonNode set(String query) throws IOException {
    return json("PUT", "/faults?listener=" + encoded(listener) + "&query=" + encoded(query));
  }

  private JsonNode json(String method, String target) throws IOException {
    HttpPeer.Response answer = fixture.ask(method, target);
    assertEquals(200, answer.status(), answer::body);
    return JSON.readTree(answer.body().getBytes(StandardCharsets.UTF_8));
  }

  /** Those of the only listener. */
  private String faults(JsonNode answer) {
    List<JsonNode> all =
        StreamSupport.stream(answer.get("listeners").spliterator(), false).toList();
    assertEquals(1, all.size());
    assertEquals(listener, all.getFirst().get("listener").asString());
    return all.getFirst().get("faults").asString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
