package dev.echo7.admin.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.echo7.events.DropReason;
import dev.echo7.events.LoopLoad;
import dev.echo7.events.Rejection;
import dev.echo7.events.RunningServer;
import dev.echo7.events.Totals;
import dev.echo7.json.Json;
import dev.echo7.net.Transport;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The server's configuration, state and totals as JSON: the schemas Status and Rates of the OpenAPI
 * file.
 */
public final class StatusJson {
  private final RunningServer server;
  private final String version;
  private final Instant started;

  /** Monotonic, unlike the wall clock. */
  private final long startedNs = System.nanoTime();

  public StatusJson(RunningServer server, String version, Instant started) {
    this.server = server;
    this.version = version;
    this.started = started;
  }

  byte[] status() {
    return Json.bytes(
        json -> {
          json.writeStartObject();
          json.writeStringField("version", version);
          json.writeNumberField("pid", ProcessHandle.current().pid());
          json.writeStringField("started", started.toString());
          json.writeNumberField("uptimeMs", (System.nanoTime() - startedNs) / 1_000_000);
          json.writeArrayFieldStart("listening");
          for (String place : server.listening()) {
            json.writeString(place);
          }
          json.writeEndArray();
          json.writeStringField("transport", server.transport());
          json.writeNumberField("maxConnections", server.maxConnections());
          writeChanging(json);
          json.writeEndObject();
        });
  }

  /** The parts that change all the time. */
  public byte[] rates() {
    return Json.bytes(
        json -> {
          json.writeStartObject();
          json.writeStringField("time", Instant.now().toString());
          writeChanging(json);
          json.writeEndObject();
        });
  }

  private void writeChanging(JsonGenerator json) throws IOException {
    json.writeBooleanField("draining", server.draining());
    json.writeNumberField("connections", server.connections().size());
    json.writeObjectFieldStart("faults");
    for (Map.Entry<String, String> faulty : server.faults().entrySet()) {
      json.writeStringField(faulty.getKey(), faulty.getValue());
    }
    json.writeEndObject();
    json.writeFieldName("totals");
    write(json, server.totals());
    json.writeArrayFieldStart("eventLoops");
    for (LoopLoad loop : server.eventLoops()) {
      json.writeStartObject();
      json.writeStringField("name", loop.name());
      json.writeNumberField("load", Math.round(loop.load() * 1e3) / 1e3);
      json.writeNumberField("connections", loop.connections());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, Totals totals) throws IOException {
    json.writeStartObject();
    write(json, "opened", totals.opened(), Transport::toString);
    write(json, "closed", totals.closed(), String::valueOf);
    write(json, "rejected", totals.rejected(), Rejection::code);
    json.writeNumberField("bytesIn", totals.bytesIn());
    json.writeNumberField("bytesOut", totals.bytesOut());
    json.writeNumberField("reads", totals.reads());
    json.writeNumberField("probes", totals.probes());
    json.writeNumberField("datagramsIn", totals.datagramsIn());
    json.writeNumberField("datagramBytesIn", totals.datagramBytesIn());
    write(json, "datagramsDropped", totals.datagramsDropped(), DropReason::code);
    write(json, "faults", totals.faults(), word -> word);
    json.writeEndObject();
  }

  private static <K> void write(
      JsonGenerator json, String field, Map<K, Long> counts, Function<K, String> text)
      throws IOException {
    Map<String, Long> sorted = new TreeMap<>();
    counts.forEach((key, count) -> sorted.put(text.apply(key), count));
    json.writeObjectFieldStart(field);
    for (Map.Entry<String, Long> each : sorted.entrySet()) {
      json.writeNumberField(each.getKey(), each.getValue());
    }
    json.writeEndObject();
  }
}
