package dev.echo7.admin.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.admin.AdminFixture;
import dev.echo7.admin.http.HttpPeer;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The connection table: who is connected, found, sorted, paged, and ended. */
@Timeout(60)
class ConnectionTableTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final AdminFixture fixture;
  private final List<Socket> clients = new ArrayList<>();

  ConnectionTableTest() throws Exception {
    fixture = AdminFixture.unix();
  }

  @BeforeEach
  void connectThree() throws IOException {
    for (int i = 0; i < 3; i++) {
      Socket client = fixture.echoing();
      clients.add(client);
      for (int more = 0; more < i; more++) {
        AdminFixture.echo(client);
      }
    }
  }

  @AfterEach
  void close() throws IOException {
    for (Socket client : clients) {
      client.close();
    }
    fixture.close();
  }

  @Test
  void showsWhoIsConnected() throws IOException {
    JsonNode table = table("");
    assertEquals(3, table.get("total").asInt());
    assertEquals(3, table.get("matched").asInt());
    JsonNode first = table.get("connections").get(0);
    assertEquals("127.0.0.1", first.get("peer").asString());
    assertEquals(clients.getFirst().getLocalPort(), first.get("port").asInt());
    assertEquals(6, first.get("bytesIn").asInt());
    assertEquals(List.of(6, 12, 18), column(table, "bytesIn"));
  }

  @Test
  void sortsEitherWay() throws IOException {
    assertEquals(List.of(18, 12, 6), column(table("?sort=-bytesIn"), "bytesIn"));
    assertEquals(List.of(6, 12, 18), column(table("?sort=bytesOut"), "bytesOut"));
    assertEquals(List.of(6, 12, 18), column(table("?sort=-age"), "bytesIn"));
    for (SortField field : SortField.values()) {
      assertEquals(3, table("?sort=" + field.text()).get("connections").size(), field::text);
    }
    assertTrue(problem("?sort=size").contains("retransmits"));
  }

  @Test
  void aPageHasTheRowsFromOffsetToLimit() throws IOException {
    JsonNode page = table("?sort=-bytesIn&offset=1&limit=1");
    assertEquals(List.of(12), column(page, "bytesIn"));
    assertEquals(3, page.get("matched").asInt());
    assertEquals(1, page.get("offset").asInt());
    assertEquals(List.of(), column(table("?offset=7"), "id"));
    assertTrue(problem("?limit=20001").contains("1 to 20000"));
    assertTrue(problem("?offset=-1").contains("offset"));
  }

  @Test
  void filters() throws IOException {
    assertEquals(3, table("?peer=127.0.0.1").get("matched").asInt());
    assertEquals(0, table("?peer=192.0.2.0/24").get("matched").asInt());
    assertEquals(3, table("?peer=192.0.2.0/24").get("total").asInt());
    assertEquals(3, table("?transport=tcp").get("matched").asInt());
    assertEquals(0, table("?transport=tls").get("matched").asInt());
    assertEquals(3, table("?q=127.0").get("matched").asInt());
    assertEquals(0, table("?q=%00%22%3Cb%3E").get("matched").asInt());
    assertTrue(problem("?peer=here").contains("here"));
    assertTrue(problem("?transport=carrier-pigeon").contains("tcp, tls, unix"));
    assertTrue(problem("?q=" + "x".repeat(201)).contains("200"));
    assertTrue(problem("?filter=1").contains("filter"));
    assertTrue(problem("?q=1&q=2").contains("more than once"));
    assertTrue(problem("?q=%zz").contains("percent-encoding"));
  }

  @Test
  void endsThatOneAndNoOther() throws IOException {
    long id = ids().get(1);
    assertEquals(202, fixture.ask("DELETE", "/connections/" + id).status());
    assertEquals(-1, clients.get(1).getInputStream().read());
    clients.get(1).close();
    AdminFixture.await(() -> fixture.server.connections() == 2, "it left");
    assertEquals(404, fixture.ask("GET", "/connections/" + id).status());
    assertEquals(404, fixture.ask("DELETE", "/connections/" + id).status());
    AdminFixture.echo(clients.get(0));
    AdminFixture.echo(clients.get(2));
  }

  @Test
  void cutsIfTold() throws IOException {
    long id = ids().getFirst();
    assertEquals(202, fixture.ask("DELETE", "/connections/" + id + "?reset=true").status());
    assertThrows(SocketException.class, () -> clients.getFirst().getInputStream().read());
    AdminFixture.echo(clients.get(1));
  }

  @Test
  void whatIsNoIdIsNotThere() throws IOException {
    for (String id : new String[] {"0", "-1", "x", "99999999999999999999", "1/2", ""}) {
      assertEquals(404, fixture.ask("GET", "/connections/" + id).status(), id);
    }
  }

  private List<Long> ids() throws IOException {
    return StreamSupport.stream(table("").get("connections").spliterator(), false)
        .map(row -> row.get("id").asLong())
        .toList();
  }

  private JsonNode table(String query) throws IOException {
    HttpPeer.Response answer = fixture.ask("GET", "/connections" + query);
    assertEquals(200, answer.status(), answer::body);
    return JSON.readTree(answer.body().getBytes(StandardCharsets.UTF_8));
  }

  private String problem(String query) throws IOException {
    HttpPeer.Response answer = fixture.ask("GET", "/connections" + query);
    assertEquals(400, answer.status(), answer::body);
    return JSON.readTree(answer.body()).get("error").asString();
  }

  private static List<Integer> column(JsonNode table, String field) {
    return StreamSupport.stream(table.get("connections").spliterator(), false)
        .map(row -> row.get(field).asInt())
        .toList();
  }
}
