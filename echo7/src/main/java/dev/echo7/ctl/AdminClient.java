package dev.echo7.ctl;

import dev.echo7.client.connect.ConnectFailedException;
import dev.echo7.client.connect.ConnectOptions;
import dev.echo7.client.connect.EchoSession;
import dev.echo7.client.dial.Dialer;
import dev.echo7.json.JsonObject;
import dev.echo7.json.NotJsonException;
import dev.echo7.net.AddressFamily;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import dev.echo7.net.failure.FailureText;
import dev.echo7.text.Escape;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Observes and controls a running server through its admin endpoint, as described by the server's
 * openapi.yaml.
 *
 * <p>Blocking, one thread. Every failure is an {@link AdminException}.
 */
public final class AdminClient implements AutoCloseable {
  /** How long a server may send nothing; a stream of events has one per second. */
  private static final Duration SILENCE = Duration.ofSeconds(10);

  /** The server's maximum number of rows per page. */
  private static final int PAGE_ROWS = 20_000;

  private static final ConnectOptions CONNECTING =
      new ConnectOptions(AddressFamily.ANY, null, 0, SILENCE, false);

  private final Endpoint endpoint;
  private final @Nullable String token;
  private @Nullable HttpConnection connection;
  private boolean reusable;

  /**
   * Does not connect yet.
   *
   * @param endpoint TCP or Unix
   * @param token of the server's token file; null for none
   */
  public AdminClient(Endpoint endpoint, @Nullable String token) {
    this.endpoint = endpoint;
    this.token = token;
  }

  /** The server's status and totals. */
  public JsonObject status() throws AdminException {
    return json("/status");
  }

  /**
   * The connection table, all of it, by id.
   *
   * @param network only peers in this network (192.0.2.0/24); null for all
   */
  public List<JsonObject> connections(@Nullable String network) throws AdminException {
    List<JsonObject> all = new ArrayList<>();
    String filter = network == null ? "" : "&peer=" + encoded(network);
    while (true) {
      JsonObject page =
          json("/connections?sort=id&limit=" + PAGE_ROWS + "&offset=" + all.size() + filter);
      List<JsonObject> rows = page.objects("connections");
      all.addAll(rows);
      if (rows.isEmpty() || all.size() >= page.number("matched", 0)) {
        return all;
      }
    }
  }

  /**
   * Ends a connection.
   *
   * @param reset reset it; otherwise what was received is echoed first
   * @return false if there is no such connection
   */
  public boolean end(long id, boolean reset) throws AdminException {
    return accepted("DELETE", "/connections/" + id + (reset ? "?reset=true" : ""));
  }

  /**
   * Has a fault act at once on a connection.
   *
   * @param word {@code cut}, {@code reset}, {@code stall} or {@code noread}
   * @return false if there is no such connection
   */
  public boolean fault(long id, String word) throws AdminException {
    return accepted("POST", "/connections/" + id + "?fault=" + encoded(word));
  }

  /** Every listener and what goes wrong there: the members {@code listener} and {@code faults}. */
  public List<JsonObject> faults() throws AdminException {
    return json("GET", "/faults").objects("listeners");
  }

  /**
   * Replaces the faults of a listener.
   *
   * @param listener as {@link #faults} names it
   * @param query {@code delay=50ms&cut=64k}
   * @return every listener, after the change
   */
  public List<JsonObject> setFaults(String listener, String query) throws AdminException {
    String target = "/faults?listener=" + encoded(listener) + "&query=" + encoded(query);
    return json("PUT", target).objects("listeners");
  }

  /**
   * Removes the faults of a listener.
   *
   * @param listener as {@link #faults} names it; null for all
   */
  public void clearFaults(@Nullable String listener) throws AdminException {
    json("DELETE", "/faults" + (listener == null ? "" : "?listener=" + encoded(listener)));
  }

  /** False for an answer of 404. */
  private boolean accepted(String method, String target) throws AdminException {
    HttpResponse response = send(method, target);
    if (response.status() == 404 && response.isOf("application/json")) {
      discard(response);
      return false;
    }
    expect(response, 202);
    discard(response);
    return true;
  }

  /** Drains the server, as SIGTERM does. */
  public void drain() throws AdminException {
    HttpResponse response = send("POST", "/drain");
    expect(response, 202);
    discard(response);
  }

  /** The events from now on; the connection serves nothing else from then on. */
  public EventStream events() throws AdminException {
    HttpResponse response = send("GET", "/events");
    expect(response, 200);
    if (!response.isOf("text/event-stream")) {
      throw somethingElse(null);
    }
    return new EventStream(response.body(), this::explained);
  }

  /** Returns if the server answers, even while it drains. Needs no token. */
  public void alive() throws AdminException {
    isWell("/healthz");
  }

  /** Whether the server accepts connections: not while it drains. Needs no token. */
  public boolean ready() throws AdminException {
    return isWell("/readyz");
  }

  private boolean isWell(String target) throws AdminException {
    HttpResponse response = send("GET", target);
    if (response.status() != 503) {
      expect(response, 200);
    }
    if (!response.isOf("text/plain")) {
      throw somethingElse(null);
    }
    discard(response);
    return response.status() == 200;
  }

  private JsonObject json(String target) throws AdminException {
    return json("GET", target);
  }

  private JsonObject json(String method, String target) throws AdminException {
    HttpResponse response = send(method, target);
    expect(response, 200);
    if (!response.isOf("application/json")) {
      throw somethingElse(null);
    }
    try {
      JsonObject object = JsonObject.read(response.body());
      discard(response);
      return object;
    } catch (IOException e) {
      throw explained(e);
    }
  }

  private void expect(HttpResponse response, int status) throws AdminException {
    if (response.status() == status) {
      return;
    }
    String words = problem(response);
    if (response.status() == 401) {
      throw new AdminException(
          endpoint
              + (token == null
                  ? " requires a token; give --token-file FILE"
                  : " rejected the token; give another --token-file"),
          null);
    }
    if (words.isEmpty()) {
      throw somethingElse(null);
    }
    throw new AdminException(endpoint + " answered: " + Escape.line(words), response.status());
  }

  /** The error message of the server; empty if there is none in our format. */
  private static String problem(HttpResponse response) {
    try {
      return response.isOf("application/json")
          ? JsonObject.read(response.body()).text("error")
          : "";
    } catch (IOException e) {
      return "";
    }
  }

  private HttpResponse send(String method, String target) throws AdminException {
    boolean reused = reusable;
    try {
      HttpConnection current = connected();
      try {
        HttpResponse response = current.send(method, target, token);
        // 408: the server or a proxy closes the connection because we were idle for too long.
        if (!reused || response.status() != 408) {
          return response;
        }
      } catch (IOException e) {
        if (!reused || !current.endedUnanswered()) {
          throw e;
        }
      }
    } catch (IOException e) {
      throw explained(e);
    }
    // A connection that rested has been ended (RFC 9112, section 9.3.1): a fresh one.
    return send(method, target);
  }

  /** A connection that is free for a request; in use until the response has been read. */
  private HttpConnection connected() throws IOException {
    HttpConnection current = connection;
    if (current == null || !reusable) {
      close();
      current = new HttpConnection(open(), authority(), SILENCE);
      connection = current;
    }
    reusable = false;
    return current;
  }

  private EchoSession open() throws IOException {
    try {
      return Dialer.connect(endpoint, CONNECTING);
    } catch (ConnectFailedException | UnknownHostException e) {
      String reason = FailureText.of(e);
      String words =
          reason.startsWith("permission denied")
              ? "permission denied; run echoctl as the server's user, or as root"
              : reason;
      throw new AdminException("cannot connect to " + endpoint + ": " + words, e);
    }
  }

  /** The Host field, which the server checks against DNS rebinding. */
  private String authority() {
    HostPort address = endpoint.address();
    if (address == null) {
      return "localhost";
    }
    return address.host() == null ? "localhost:" + address.port() : address.toString();
  }

  private void discard(HttpResponse response) throws AdminException {
    try {
      response.body().skip(Long.MAX_VALUE);
    } catch (IOException e) {
      throw explained(e);
    }
    if (connection != null) {
      reusable = response.keepsAlive() && connection.isQuiet();
      connection.rest();
    }
  }

  private AdminException explained(IOException failure) {
    return switch (failure) {
      case AdminException explained -> explained;
      case NotHttpException other -> somethingElse(other);
      case NotJsonException other -> somethingElse(other);
      default -> new AdminException(endpoint + ": " + FailureText.of(failure), failure);
    };
  }

  private AdminException somethingElse(@Nullable IOException cause) {
    return new AdminException(
        endpoint
            + " is not an Echo7 admin endpoint; give --admin the address that echoserver --admin"
            + " got",
        cause);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Closes the connection; the next request opens another. */
  @Override
  public void close() throws AdminException {
    reusable = false;
    if (connection != null) {
      try {
        connection.close();
      } catch (IOException e) {
        throw explained(e);
      }
      connection = null;
    }
  }
}
