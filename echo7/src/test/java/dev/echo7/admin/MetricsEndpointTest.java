package dev.echo7.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.admin.http.HttpPeer;
import dev.echo7.admin.route.AdminTokens;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --metrics}: health, readiness and metrics, and nothing else, for anybody. */
@Timeout(60)
class MetricsEndpointTest {
  private static AdminFixture everywhere() throws Exception {
    Endpoint place = new Endpoint.Tcp(new HostPort("0.0.0.0", 0));
    return AdminFixture.at(
        new AdminSettings(place, AdminScope.METRICS, AdminTokens.NOT_ASKED, "1.2.3"));
  }

  /** A kubelet names the address of a pod, Prometheus the name of a target. */
  @ParameterizedTest
  @ValueSource(strings = {"Host: 10.1.2.3:9108", "Host: echo.example", "Host: localhost"})
  void answersWhoeverAsksWithoutAToken(String host) throws Exception {
    try (AdminFixture fixture = everywhere()) {
      assertEquals("ok\n", fixture.ask("GET", "/healthz", host).body());
      assertEquals("ready\n", fixture.ask("GET", "/readyz", host).body());
      HttpPeer.Response metrics = fixture.ask("GET", "/metrics", host);
      assertEquals(200, metrics.status());
      assertTrue(metrics.body().contains("\necho7_connections_open"), metrics.body());
    }
  }

  @Test
  void saysThatADrainingServerIsNotReady() throws Exception {
    try (AdminFixture fixture = everywhere()) {
      fixture.server.drain(Duration.ZERO);
      HttpPeer.Response answer = fixture.ask("GET", "/readyz");
      assertEquals(503, answer.status());
      assertEquals("draining\n", answer.body());
      assertEquals(200, fixture.ask("GET", "/healthz").status());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /",
        "GET /status",
        "GET /connections",
        "GET /connections/1",
        "GET /events",
        "GET /openapi.yaml",
        "GET /assets/main.js",
        "DELETE /connections/1",
        "POST /drain"
      })
  void hasNothingElse(String request) throws Exception {
    try (AdminFixture fixture = everywhere()) {
      String[] words = request.split(" ", -1);
      HttpPeer.Response answer = fixture.ask(words[0], words[1]);
      assertEquals(404, answer.status());
      assertTrue(
          answer.body().contains("not found; the paths are /healthz, /readyz, /metrics"),
          answer::body);
      assertEquals(1, fixture.told.getCount(), "no drain");
    }
  }

  @Test
  void changesNothing() throws Exception {
    try (AdminFixture fixture = everywhere()) {
      assertEquals(405, fixture.ask("POST", "/metrics").status());
      assertEquals(405, fixture.ask("DELETE", "/healthz").status());
    }
  }
}
