package dev.echo7.admin.api;

import dev.echo7.admin.http.BadRequestException;
import dev.echo7.admin.http.Query;
import dev.echo7.admin.http.Reply;
import dev.echo7.events.RunningServer;
import dev.echo7.json.Json;
import dev.echo7.net.failure.FailureText;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong on request: at each listener, and at once on one connection. Runs on the worker.
 */
final class FaultsApi {
  static final Set<String> SET_PARAMETERS = Set.of("listener", "query");
  static final Set<String> CLEAR_PARAMETERS = Set.of("listener");
  static final Set<String> ACT_PARAMETERS = Set.of("fault");

  private final RunningServer server;

  FaultsApi(RunningServer server) {
    this.server = server;
  }

  /** Every listener with its faults. */
  Reply list() {
    Map<String, String> faults = server.faults();
    return Reply.json(
        Json.bytes(
            json -> {
              json.writeStartObject();
              json.writeArrayFieldStart("listeners");
              for (String listener : server.listening()) {
                json.writeStartObject();
                json.writeStringField("listener", listener);
                json.writeStringField("faults", faults.getOrDefault(listener, ""));
                json.writeEndObject();
              }
              json.writeEndArray();
              json.writeEndObject();
            }));
  }

  /** Replaces the faults of one listener. */
  Reply set(Query query) throws BadRequestException {
    String listener = required(query, "listener");
    // As in an endpoint, where a question mark precedes it.
    String faults = required(query, "query").replaceFirst("^\\?", "");
    return change(listener, faults) ? list() : noListener(listener);
  }

  /** Removes the faults of one listener, or of all. */
  Reply clear(Query query) throws BadRequestException {
    String listener = query.text("listener");
    if (listener != null) {
      return change(listener, "") ? list() : noListener(listener);
    }
    clearAll();
    return list();
  }

  /** One that cannot change while it listens does not keep the others from it. */
  private void clearAll() throws BadRequestException {
    BadRequestException first = null;
    for (String faulty : List.copyOf(server.faults().keySet())) {
      try {
        change(faulty, "");
      } catch (BadRequestException e) {
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }

  /** Has a fault act at once on an open connection; null if there is none with this ID. */
  @Nullable Reply act(long id, Query query) throws BadRequestException {
    String word = required(query, "fault");
    try {
      return server.fault(id, word) ? Reply.accepted(() -> {}) : null;
    } catch (IllegalArgumentException e) {
      throw new BadRequestException(FailureText.of(e));
    }
  }

  private boolean change(String listener, String faults) throws BadRequestException {
    try {
      return server.setFaults(listener, faults);
    } catch (IllegalArgumentException e) {
      throw new BadRequestException(FailureText.of(e));
    }
  }

  private static String required(Query query, String parameter) throws BadRequestException {
    String value = query.text(parameter);
    if (value == null) {
      throw new BadRequestException("the parameter '" + parameter + "' is missing");
    }
    return value;
  }

  private Reply noListener(String listener) {
    return Reply.problem(
        HttpResponseStatus.NOT_FOUND,
        "no listener '"
            + listener
            + "'; the listeners are "
            + String.join(", ", server.listening()));
  }
}
