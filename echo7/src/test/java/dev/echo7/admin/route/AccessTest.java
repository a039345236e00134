package dev.echo7.admin.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.admin.AdminFixture;
import dev.echo7.admin.AdminScope;
import dev.echo7.admin.AdminServer;
import dev.echo7.admin.AdminSettings;
import dev.echo7.admin.http.HttpPeer;
import dev.echo7.events.ServerEvents;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import dev.echo7.server.memory.CountedMemory;
import dev.echo7.server.memory.EnduringIo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may ask, and who may not. */
@Timeout(60)
class AccessTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "127.0.0.1", "[::1]", "LocalHost"})
  void onLoopbackTheHostIsThisMachine(String name) throws Exception {
    try (AdminFixture fixture = AdminFixture.tcp()) {
      assertEquals(200, status(fixture, "/status", "Host: " + name + ":" + fixture.port()));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"evil.example:%d", "localhost", "localhost:1", "127.0.0.1.evil.example:%d"})
  void onLoopbackAnotherHostIsSomebodysNameForThisMachine(String host) throws Exception {
    try (AdminFixture fixture = AdminFixture.tcp()) {
      String named = host.formatted(fixture.port());
      assertEquals(403, status(fixture, "/status", "Host: " + named));
      assertEquals(403, status(fixture, "/", "Host: " + named));
    }
  }

  @Test
  void twoHostsAreNone() throws Exception {
    try (AdminFixture fixture = AdminFixture.tcp()) {
      String own = "Host: localhost:" + fixture.port();
      assertEquals(400, status(fixture, "/status", own, "Host: evil.example"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Origin: http://evil.example",
        "Origin: null",
        "Origin: http://localhost:1",
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-site"
      })
  void anotherSiteMayNeitherSeeNorSteer(String header) throws Exception {
    try (AdminFixture fixture = AdminFixture.tcp()) {
      String own = "Host: localhost:" + fixture.port();
      assertEquals(403, status(fixture, "/connections", own, header));
      assertEquals(403, fixture.ask("POST", "/drain", own, header).status());
      assertEquals(1, fixture.told.getCount());
    }
  }

  @Test
  void ourOwnPageMay() throws Exception {
    try (AdminFixture fixture = AdminFixture.tcp()) {
      String own = "localhost:" + fixture.port();
      assertEquals(
          200,
          status(
              fixture,
              "/connections",
              "Host: " + own,
              "Origin: http://" + own,
              "Sec-Fetch-Site: same-origin"));
    }
  }

  @Test
  void withoutTheTokenOnlyHealthAndThePageAreSeen() throws Exception {
    try (AdminFixture fixture = AdminFixture.tcp(tokens())) {
      for (String open : new String[] {"/healthz", "/readyz", "/", "/assets/page.css"}) {
        assertEquals(200, status(fixture, open), open);
      }
      for (String closed : new String[] {"/status", "/metrics", "/connections", "/events"}) {
        HttpPeer.Response answer = fixture.ask("GET", closed);
        assertEquals(401, answer.status(), closed);
        assertTrue(answer.header("www-authenticate").startsWith("Bearer"));
        assertTrue(answer.body().contains("--admin-token-file"), answer.body());
      }
      assertEquals(401, status(fixture, "/status", "Authorization: Bearer wrong"));
      assertEquals(401, status(fixture, "/status", "Authorization: Basic all-of-it-0123456"));
      assertEquals(401, status(fixture, "/status?token=all-of-it-0123456"));
      String both = "Authorization: Bearer wrong\r\nAuthorization: Bearer all-of-it-0123456";
      assertEquals(401, status(fixture, "/status", both));
    }
  }

  @Test
  void theReadersTokenSeesAndDoesNotSteer() throws Exception {
    try (AdminFixture fixture = AdminFixture.tcp(tokens())) {
      String reading = "Authorization: Bearer only-look-0123456";
      assertEquals(200, status(fixture, "/status", reading));
      assertEquals(403, fixture.ask("POST", "/drain", reading).status());
      assertEquals(403, fixture.ask("DELETE", "/connections/1", reading).status());
      assertEquals(200, status(fixture, "/faults", reading));
      String faults = "/faults?listener=" + fixture.server.listening().getFirst().replace(' ', '+');
      assertEquals(403, fixture.ask("PUT", faults + "&query=stall", reading).status());
      assertEquals(403, fixture.ask("DELETE", "/faults", reading).status());
      assertEquals(403, fixture.ask("POST", "/connections/1?fault=cut", reading).status());
      assertEquals(401, fixture.ask("PUT", faults + "&query=stall").status());
      assertEquals(Map.of(), fixture.server.running().faults());
      assertEquals(1, fixture.told.getCount());
      String all = "Authorization: bearer all-of-it-0123456";
      assertEquals(404, fixture.ask("DELETE", "/connections/1", all).status());
      assertEquals(200, fixture.ask("PUT", faults + "&query=stall", all).status());
      assertEquals(1, fixture.server.running().faults().size());
      assertEquals(202, fixture.ask("POST", "/drain", all).status());
      fixture.told.await();
    }
  }

  @Test
  void whereOtherMachinesReachItATokenIsNeeded() {
    for (Endpoint place :
        new Endpoint[] {
          new Endpoint.Tcp(new HostPort(null, 0)), new Endpoint.Tcp(new HostPort("0.0.0.0", 0))
        }) {
      String words = refusal(new AdminSettings(place, AdminScope.ALL, AdminTokens.NOT_ASKED, ""));
      assertTrue(words.contains("--admin-token-file"), words);
    }
  }

  @Test
  void whereOtherMachinesReachItAnyHostIsItsOwn() throws Exception {
    Endpoint everywhere = new Endpoint.Tcp(new HostPort("0.0.0.0", 0));
    try (AdminFixture fixture =
        AdminFixture.at(new AdminSettings(everywhere, AdminScope.ALL, tokens(), ""))) {
      String all = "Authorization: Bearer all-of-it-0123456";
      assertEquals(200, status(fixture, "/status", "Host: echo.example", all));
      assertEquals(401, status(fixture, "/status", "Host: echo.example"));
      assertEquals(
          403,
          status(fixture, "/status", "Host: echo.example", all, "Origin: http://other.example"));
    }
  }

  @Test
  void aTokenFileIsASecret() throws Exception {
    Path open = file("open", "secret-0123456789\n", "rw-r--r--");
    assertTrue(tokenRefusal(open).contains("chmod"), tokenRefusal(open));
    assertTrue(tokenRefusal(file("empty", "\nsecond\n", "rw-------")).contains("empty"));
    assertTrue(tokenRefusal(file("odd", "zw\u00f6lf\n", "rw-------")).contains("ASCII"));
    assertTrue(
        tokenRefusal(file("long", "x".repeat(9_999), "rw-------")).contains("larger than 4 KiB"));
    assertTrue(tokenRefusal(file("short", "x".repeat(15), "rw-------")).contains("openssl"));
    assertTrue(tokenRefusal(folder.resolve("none")).contains("cannot be read"));
    AdminTokens.load(file("group", "secret-0123456789\n", "rw-r-----"), null);
  }

  @Test
  void twoTokensAreNotTheSame() throws Exception {
    Path all = file("one", "secret-0123456789\n", "rw-------");
    Path reading = file("other", "secret-0123456789\nnot this\n", "rw-------");
    for (Path same : new Path[] {all, reading}) {
      String words =
          String.valueOf(
              assertThrows(AdminStartException.class, () -> AdminTokens.load(all, same))
                  .getMessage());
      assertTrue(words.contains("the read-only token must differ"), words);
    }
  }

  private AdminTokens tokens() throws Exception {
    return AdminTokens.load(
        file("all", "all-of-it-0123456\nnot this\n", "rw-------"),
        file("read", "only-look-0123456", "r--------"));
  }

  private Path file(String name, String text, String mode) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    return file;
  }

  private static String tokenRefusal(Path file) {
    return String.valueOf(
        assertThrows(AdminStartException.class, () -> AdminTokens.load(file, null)).getMessage());
  }

  private static String refusal(AdminSettings settings) {
    return String.valueOf(
        assertThrows(
                AdminStartException.class,
                () ->
                    AdminServer.open(
                        settings, ServerEvents.NONE, new CountedMemory(), EnduringIo.nio()))
            .getMessage());
  }

  private static int status(AdminFixture fixture, String path, String... headers)
      throws IOException {
    return fixture.ask("GET", path, headers).status();
  }
}
