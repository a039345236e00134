package dev.echo7.admin.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.echo7.admin.AdminFixture;
import dev.echo7.admin.http.HttpPeer;
import dev.echo7.admin.route.Access;
import dev.echo7.admin.route.Route;
import dev.echo7.events.Connection;
import java.io.IOException;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** The OpenAPI file and the endpoint say the same, each way round. */
@Timeout(60)
class OpenApiFileTest {
  private final OpenApiFile file;
  private final Map<String, HttpPeer.Response> answers = new TreeMap<>();

  OpenApiFileTest() throws IOException {
    file = OpenApiFile.shipped();
  }

  @Test
  void hasEveryRouteWithItsParametersAndNoOther() throws Exception {
    try (AdminFixture fixture = AdminFixture.unix()) {
      Map<String, JsonNode> described = file.operations();
      Map<String, Route> routes =
          fixture.admin.routes().stream()
              .collect(Collectors.toMap(r -> r.method() + " " + r.path(), r -> r));
      assertEquals(new TreeSet<>(routes.keySet()), described.keySet());
      routes.forEach(
          (name, route) -> {
            JsonNode operation = Objects.requireNonNull(described.get(name));
            assertEquals(
                route.parameters().stream().sorted().toList(),
                OpenApiFile.queryParameters(operation),
                name);
            assertEquals(route.access() == Access.NONE, OpenApiFile.isOpen(operation), name);
          });
    }
  }

  @Test
  void describesEveryAnswerThatItPromises() throws Exception {
    try (AdminFixture fixture = AdminFixture.unix();
        Socket client = fixture.echoing()) {
      long id = fixture.server.running().connections().iterator().next().id();
      ask(fixture, "GET /", "/");
      askAgain(fixture, "GET /", "/");
      ask(fixture, "GET /assets/{name}", "/assets/page.css");
      askAgain(fixture, "GET /assets/{name}", "/assets/page.css");
      ask(fixture, "GET /assets/{name}", "/assets/none");
      ask(fixture, "GET /openapi.yaml", "/openapi.yaml");
      ask(fixture, "GET /healthz", "/healthz");
      ask(fixture, "GET /readyz", "/readyz");
      ask(fixture, "GET /metrics", "/metrics");
      ask(fixture, "GET /metrics", "/metrics", "Accept: application/openmetrics-text");
      ask(fixture, "GET /status", "/status");
      ask(fixture, "GET /connections", "/connections?peer=127.0.0.0/8&transport=tcp&sort=-age");
      ask(fixture, "GET /connections", "/connections?limit=0");
      ask(fixture, "GET /connections/{id}", "/connections/" + id);
      ask(fixture, "GET /connections/{id}", "/connections/999");
      String listener = "?listener=" + encoded(fixture.server.listening().getFirst());
      ask(fixture, "PUT /faults", "/faults" + listener + "&query=" + encoded("cut=64k&seed=7"));
      ask(fixture, "PUT /faults", "/faults" + listener + "&query=lag");
      ask(fixture, "PUT /faults", "/faults?listener=tcp&query=");
      ask(fixture, "GET /faults", "/faults");
      ask(fixture, "GET /status", "/status");
      ask(fixture, "DELETE /faults", "/faults" + listener + listener.replace('?', '&'));
      ask(fixture, "DELETE /faults", "/faults?listener=tcp");
      ask(fixture, "DELETE /faults", "/faults");
      askForAFault(fixture);
      ask(fixture, "DELETE /connections/{id}", "/connections/" + id + "?reset=perhaps");
      ask(fixture, "DELETE /connections/{id}", "/connections/999");
      ask(fixture, "DELETE /connections/{id}", "/connections/" + id);
      askForEvents(fixture);
      ask(fixture, "POST /drain", "/drain");
      fixture.told.await();
      fixture.drain(Duration.ZERO);
      ask(fixture, "GET /readyz", "/readyz");
      assertEquals(-1, client.getInputStream().read());
    }
    assertEquals(promised(), answers.keySet());
  }

  @Test
  void describesEveryEvent() throws Exception {
    try (AdminFixture fixture = AdminFixture.unix();
        HttpPeer reader = fixture.connect()) {
      reader.ask("GET", "/events");
      file.assertDescribesEvent(reader.event("rates"));
      try (Socket client = fixture.echoing()) {
        file.assertDescribesEvent(reader.event("opened"));
        client.shutdownOutput();
        file.assertDescribesEvent(reader.event("closed"));
      }
      fixture.server.running().setFaults(fixture.server.listening().getFirst(), "cut=6");
      file.assertDescribesEvent(reader.event("faults"));
      try (Socket client = fixture.echoing()) {
        file.assertDescribesEvent(reader.event("faulted"));
        assertEquals(-1, client.getInputStream().read());
      }
      file.assertDescribesEvent(reader.event("closed"));
      fixture.drain(Duration.ZERO);
      file.assertDescribesEvent(reader.event("drain"));
      file.assertDescribesEvent(reader.event("drained"));
    }
  }

  private void askForAFault(AdminFixture fixture) throws IOException {
    try (Socket another = fixture.echoing()) {
      Connection second =
          fixture.server.running().connections().stream()
              .filter(each -> each.port() == another.getLocalPort())
              .findFirst()
              .orElseThrow();
      String target = "/connections/" + second.id();
      ask(fixture, "POST /connections/{id}", target + "?fault=delay");
      ask(fixture, "POST /connections/{id}", "/connections/999?fault=stall");
      ask(fixture, "POST /connections/{id}", target + "?fault=stall");
      AdminFixture.await(() -> !second.faultHits().isEmpty(), "a hit");
      ask(fixture, "GET /connections/{id}", target);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private void ask(AdminFixture fixture, String operation, String address, String... headers)
      throws IOException {
    String method = operation.substring(0, operation.indexOf(' '));
    check(operation, fixture.ask(method, address, headers));
  }

  /** As a browser that has it already. */
  private void askAgain(AdminFixture fixture, String operation, String address) throws IOException {
    HttpPeer.Response first = Objects.requireNonNull(answers.get(operation + " 200"));
    String tag = first.header("etag");
    ask(fixture, operation, address, "If-None-Match: " + tag);
  }

  private void askForEvents(AdminFixture fixture) throws IOException {
    List<HttpPeer> readers = new ArrayList<>();
    try {
      for (int i = 0; i <= EventFeed.MAX_READERS; i++) {
        HttpPeer reader = fixture.connect();
        readers.add(reader);
        check("GET /events", reader.ask("GET", "/events"));
      }
    } finally {
      for (HttpPeer reader : readers) {
        reader.close();
      }
    }
  }

  private void check(String operation, HttpPeer.Response answer) {
    file.assertDescribes(operation, answer);
    answers.put(operation + " " + answer.status(), answer);
  }

  private Set<String> promised() {
    Set<String> promised = new TreeSet<>();
    file.operations()
        .forEach(
            (name, operation) ->
                operation
                    .get("responses")
                    .propertyNames()
                    .forEach(status -> promised.add(name + " " + status)));
    return promised;
  }
}
