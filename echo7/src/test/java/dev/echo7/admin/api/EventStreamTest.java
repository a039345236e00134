package dev.echo7.admin.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.admin.AdminFixture;
import dev.echo7.admin.http.HttpPeer;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The stream of events: what happens, in order, and what a slow reader misses. */
@Timeout(120)
class EventStreamTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void tellsOfEachConnectionInOrder() throws Exception {
    try (AdminFixture fixture = AdminFixture.unix();
        HttpPeer reader = fixture.connect()) {
      assertEquals(200, reader.ask("GET", "/events").status());
      long id;
      try (Socket client = fixture.echoing()) {
        JsonNode opened = JSON.readTree(reader.event("opened").data());
        id = opened.get("id").asLong();
        assertEquals(client.getLocalPort(), opened.get("port").asInt());
      }
      JsonNode closed = JSON.readTree(reader.event("closed").data());
      assertEquals(id, closed.get("id").asLong());
      assertEquals("peer-closed", closed.get("reason").asString());
      assertEquals("peer", closed.get("closedBy").asString());
      assertEquals(6, closed.get("bytesIn").asInt());
      assertEquals(6, closed.get("bytesOut").asInt());
    }
  }

  @Test
  void showsOnesOwnDeedAndTheReceiptOfTheDrain() throws Exception {
    try (AdminFixture fixture = AdminFixture.unix();
        HttpPeer reader = fixture.connect();
        Socket first = fixture.echoing();
        Socket second = fixture.echoing()) {
      reader.ask("GET", "/events");
      fixture.ask("DELETE", "/connections/1?reset=true");
      JsonNode closed = JSON.readTree(reader.event("closed").data());
      assertEquals("killed", closed.get("reason").asString());
      assertEquals("server", closed.get("closedBy").asString());
      second.shutdownOutput();
      assertEquals(-1, second.getInputStream().read());
      fixture.drain(Duration.ofSeconds(5));
      reader.event("drain");
      JsonNode receipt = JSON.readTree(reader.event("drained").data());
      assertEquals(0, receipt.get("cut").asInt(), first::toString);
      fixture.admin.close();
      assertTrue(reader.isEnded());
    }
  }

  @Test
  void countsForASlowReaderWhatItMissed() throws Exception {
    try (AdminFixture fixture = AdminFixture.unix();
        HttpPeer slow = fixture.connect();
        HttpPeer quick = fixture.connect()) {
      slow.ask("GET", "/events");
      quick.ask("GET", "/events");
      for (int i = 0; i < 700; i++) {
        fixture.echoing().close();
        quick.event("closed");
      }
      // The quick one has seen them all; the slow one begins to read.
      long lost = 0;
      long seen = 0;
      while (seen + lost < 700) {
        HttpPeer.Event event = slow.anyEvent();
        seen += event.name().equals("closed") ? 1 : 0;
        if (event.name().equals("lost")) {
          lost += JSON.readTree(event.data()).get("events").asLong();
        }
      }
      assertTrue(lost > 0, "a reader that did not read lost nothing");
      assertTrue(seen > 0, "and saw nothing");
    }
  }

  @Test
  void costsNothingWhileNobodyReads() throws Exception {
    try (AdminFixture fixture = AdminFixture.unix()) {
      try (HttpPeer reader = fixture.connect()) {
        reader.ask("GET", "/events");
        AdminFixture.await(() -> readers(fixture) == 1, "a reader");
      }
      AdminFixture.await(() -> readers(fixture) == 0, "no reader");
    }
  }

  private static int readers(AdminFixture fixture) {
    return ((EventFeed) fixture.admin.events()).readers();
  }
}
