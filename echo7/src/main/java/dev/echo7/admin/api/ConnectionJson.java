package dev.echo7.admin.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.echo7.events.Closing;
import dev.echo7.events.Connection;
import dev.echo7.events.FaultHit;
import dev.echo7.events.KernelInfo;
import dev.echo7.events.Peer;
import dev.echo7.events.TlsInfo;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One connection as JSON: the schema Connection of the OpenAPI file. */
final class ConnectionJson {

  private ConnectionJson() {}

  /** Writes it as an object. */
  static void write(JsonGenerator json, Connection connection, @Nullable String name)
      throws IOException {
    json.writeStartObject();
    writeFields(json, connection, name);
    json.writeEndObject();
  }

  /** Writes a connection that has ended, with the reason. */
  static void writeClosed(
      JsonGenerator json, Connection connection, @Nullable String name, Closing closing)
      throws IOException {
    json.writeStartObject();
    writeFields(json, connection, name);
    json.writeStringField("reason", closing.reason().toString());
    json.writeStringField("closedBy", closing.first().toString());
    json.writeNumberField("durationMs", sinceMs(connection.openedAtNs()));
    json.writeEndObject();
  }

  /** Writes a connection on which a fault has acted, with the hit. */
  static void writeFaulted(
      JsonGenerator json, Connection connection, @Nullable String name, FaultHit hit)
      throws IOException {
    json.writeStartObject();
    writeFields(json, connection, name);
    writeHit(json, hit);
    json.writeEndObject();
  }

  private static void writeFields(JsonGenerator json, Connection connection, @Nullable String name)
      throws IOException {
    long ageMs = sinceMs(connection.openedAtNs());
    json.writeNumberField("id", connection.id());
    json.writeStringField("transport", connection.transport().toString());
    json.writeStringField("listener", connection.listener());
    writePeer(json, connection.peer(), connection.port(), name);
    writeTls(json, connection.tls());
    json.writeStringField(
        "opened", Instant.ofEpochMilli(System.currentTimeMillis() - ageMs).toString());
    json.writeNumberField("ageMs", ageMs);
    json.writeNumberField("idleMs", Math.min(ageMs, sinceMs(connection.lastActiveNs())));
    json.writeNumberField("bytesIn", connection.bytesIn());
    json.writeNumberField("bytesOut", connection.bytesOut());
    json.writeNumberField("reads", connection.reads());
    json.writeNumberField("queued", connection.queuedBytes());
    KernelInfo kernel = connection.kernel();
    if (kernel != null) {
      json.writeNumberField("rttUs", kernel.rttUs());
      json.writeNumberField("retransmits", kernel.retransmits());
    }
    writeFaults(json, connection);
  }

  private static void writeFaults(JsonGenerator json, Connection connection) throws IOException {
    String faults = connection.faults();
    if (!faults.isEmpty()) {
      json.writeStringField("faults", faults);
    }
    List<FaultHit> hits = connection.faultHits();
    if (!hits.isEmpty()) {
      json.writeArrayFieldStart("faultHits");
      for (FaultHit hit : hits) {
        json.writeStartObject();
        writeHit(json, hit);
        json.writeEndObject();
      }
      json.writeEndArray();
    }
  }

  /** Writes what happened, where and when. */
  private static void writeHit(JsonGenerator json, FaultHit hit) throws IOException {
    json.writeStringField("word", hit.word());
    json.writeNumberField("byte", hit.at());
    json.writeStringField(
        "time", Instant.ofEpochMilli(System.currentTimeMillis() - sinceMs(hit.atNs())).toString());
  }

  private static void writePeer(JsonGenerator json, Peer peer, int port, @Nullable String name)
      throws IOException {
    json.writeStringField("peer", peer.text());
    if (port >= 0) {
      json.writeNumberField("port", port);
    }
    writeIfKnown(json, "name", name);
    writeIfKnown(json, "proxy", peer.proxy());
  }

  private static void writeTls(JsonGenerator json, @Nullable TlsInfo tls) throws IOException {
    if (tls != null) {
      json.writeStringField("tlsVersion", tls.version());
      json.writeStringField("tlsCipher", tls.cipher());
      writeIfKnown(json, "sni", tls.sni());
    }
  }

  static void writeIfKnown(JsonGenerator json, String field, @Nullable String value)
      throws IOException {
    if (value != null) {
      json.writeStringField(field, value);
    }
  }

  private static long sinceMs(long atNs) {
    return Math.max(0, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - atNs));
  }
}
