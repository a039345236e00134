package dev.echo7.log;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.echo7.events.Connection;
import dev.echo7.events.FaultHit;
import dev.echo7.events.KernelInfo;
import dev.echo7.events.Peer;
import dev.echo7.events.TlsInfo;
import dev.echo7.json.Json;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * For machines: one JSON object per line (RFC 8259), all on standard output. docs/log.md lists the
 * fields. The text is ASCII, whatever a peer put into a name. Unknown fields are absent.
 */
final class JsonLines implements LineFormat {
  /** RFC 3339, UTC. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final int REPLACEMENT_CHARACTER = 0xfffd;

  @Override
  public boolean isNamed(LogEntry.OfConnection entry) {
    return true;
  }

  @Override
  public void write(LogEntry entry, @Nullable String name, LogOutput output) {
    output.line(
        Json.text(
            json -> {
              json.writeStartObject();
              write(json, entry, name);
              json.writeEndObject();
            }));
  }

  private static void write(JsonGenerator json, LogEntry entry, @Nullable String name)
      throws IOException {
    switch (entry) {
      case LogEntry.OfConnection line -> write(json, line, name);
      case LogEntry.Rejected rejected -> {
        begin(json, rejected.at(), "warn", "rejected");
        writePeer(json, rejected.peer());
        write(json, "reason", rejected.reason().code());
        write(json, "message", rejected.reason().toString());
      }
      case LogEntry.Truncated truncated -> {
        begin(json, truncated.at(), "warn", "truncated");
        writePeer(json, truncated.peer());
        write(json, "message", "ended TLS without close_notify");
      }
      case LogEntry.Dropped dropped -> {
        begin(json, Instant.now(), "warn", "dropped");
        json.writeNumberField("count", dropped.count());
        write(json, "reason", dropped.reason().code());
        write(json, "message", dropped.reason().toString());
      }
      case LogEntry.DatagramsFaulted faulted -> {
        begin(json, Instant.now(), "info", "faulted");
        json.writeNumberField("count", faulted.count());
        write(json, "word", faulted.word());
      }
      case LogEntry.Problem problem -> {
        begin(json, problem.at(), "error", "failed");
        write(json, "message", problem.text());
      }
      default -> writeAboutServer(json, entry);
    }
  }

  private static void writeAboutServer(JsonGenerator json, LogEntry entry) throws IOException {
    switch (entry) {
      case LogEntry.Started started -> {
        begin(json, started.at(), "info", "started");
        write(json, "listener", started.listener());
        write(json, "message", started.how());
        write(json, "faults", textOrNull(started.faults()));
      }
      case LogEntry.FaultsChanged changed -> {
        begin(json, changed.at(), "info", "faults");
        write(json, "listener", changed.listener());
        write(json, "faults", changed.faults());
      }
      case LogEntry.Bounded bounded -> {
        begin(json, bounded.at(), "info", "noticed");
        write(json, "message", TextLines.line(bounded));
      }
      case LogEntry.Drained drained -> {
        begin(json, drained.at(), "info", "drained");
        json.writeNumberField("drained", drained.drained());
        json.writeNumberField("cut", drained.cut());
      }
      case LogEntry.Notice notice -> {
        begin(json, notice.at(), "info", "noticed");
        write(json, "message", notice.text());
      }
      case LogEntry.Omitted omitted -> writeOmitted(json, omitted.lines());
      case LogEntry.RejectionsOmitted omitted -> writeOmitted(json, omitted.lines());
      default -> throw new IllegalStateException("no line for " + entry);
    }
  }

  private static void writeOmitted(JsonGenerator json, long lines) throws IOException {
    begin(json, Instant.now(), "warn", "omitted");
    json.writeNumberField("count", lines);
  }

  private static void write(JsonGenerator json, LogEntry.OfConnection entry, @Nullable String name)
      throws IOException {
    Connection connection = entry.connection();
    switch (entry) {
      case LogEntry.Opened opened -> {
        begin(json, opened.at(), "info", "opened");
        writeWho(json, connection, name);
      }
      case LogEntry.Closed closed -> {
        begin(json, closed.at(), "info", "closed");
        writeWho(json, connection, name);
        writeEnd(json, closed);
      }
      case LogEntry.Probe probe -> {
        begin(json, probe.end().at(), "debug", "probe");
        writeWho(json, connection, name);
        writeEnd(json, probe.end());
      }
      case LogEntry.Received received -> throw new IllegalStateException("no line for a read");
      case LogEntry.Faulted faulted -> throw new IllegalStateException("no line for a hit");
    }
  }

  private static void begin(JsonGenerator json, Instant at, String level, String event)
      throws IOException {
    json.writeStringField("time", TIME.format(at));
    json.writeStringField("level", level);
    json.writeStringField("event", event);
  }

  private static void writeWho(JsonGenerator json, Connection connection, @Nullable String name)
      throws IOException {
    Peer peer = connection.peer();
    json.writeNumberField("id", connection.id());
    write(json, "transport", connection.transport().toString());
    write(json, "listener", connection.listener());
    writePeer(json, peer);
    if (connection.port() >= 0) {
      json.writeNumberField("port", connection.port());
    }
    if (!peer.text().equals(name)) {
      write(json, "name", name);
    }
    TlsInfo tls = connection.tls();
    if (tls != null) {
      write(json, "tlsVersion", tls.version());
      write(json, "tlsCipher", tls.cipher());
      write(json, "sni", tls.sni());
    }
    write(json, "faults", textOrNull(connection.faults()));
  }

  private static @Nullable String textOrNull(String text) {
    return text.isEmpty() ? null : text;
  }

  private static void writePeer(JsonGenerator json, Peer peer) throws IOException {
    write(json, "peer", peer.text());
    write(json, "proxy", peer.proxy());
  }

  private static void writeEnd(JsonGenerator json, LogEntry.Closed closed) throws IOException {
    Connection connection = closed.connection();
    json.writeNumberField("bytesIn", connection.bytesIn());
    json.writeNumberField("bytesOut", connection.bytesOut());
    json.writeNumberField("durationMs", TimeUnit.NANOSECONDS.toMillis(closed.durationNs()));
    write(json, "reason", closed.closing().reason().toString());
    write(json, "closedBy", closed.closing().first().toString());
    writeHits(json, closed);
    KernelInfo kernel = connection.kernel();
    if (kernel != null) {
      json.writeNumberField("rttUs", kernel.rttUs());
      json.writeNumberField("retransmits", kernel.retransmits());
    }
  }

  private static void writeHits(JsonGenerator json, LogEntry.Closed closed) throws IOException {
    List<FaultHit> hits = closed.connection().faultHits();
    if (hits.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart("faultHits");
    for (FaultHit hit : hits) {
      json.writeStartObject();
      json.writeStringField("word", hit.word());
      json.writeNumberField("byte", hit.at());
      json.writeStringField("time", TIME.format(closed.timeOf(hit)));
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** Writes nothing for null. Replaces half a surrogate pair, which many readers reject. */
  private static void write(JsonGenerator json, String field, @Nullable String text)
      throws IOException {
    if (text == null) {
      return;
    }
    json.writeStringField(
        field,
        text.codePoints()
            .map(point -> isLoneSurrogate(point) ? REPLACEMENT_CHARACTER : point)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString());
  }

  private static boolean isLoneSurrogate(int point) {
    return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
  }
}
