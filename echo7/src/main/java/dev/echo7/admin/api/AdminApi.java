package dev.echo7.admin.api;

import dev.echo7.admin.http.BadRequestException;
import dev.echo7.admin.http.Query;
import dev.echo7.admin.http.Reply;
import dev.echo7.admin.metrics.MetricsPage;
import dev.echo7.admin.page.PageAssets;
import dev.echo7.admin.route.Access;
import dev.echo7.admin.route.Route;
import dev.echo7.events.Connection;
import dev.echo7.events.RunningServer;
import dev.echo7.json.Json;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All routes of the endpoint. A test compares them with the OpenAPI file. */
public final class AdminApi {
  private final RunningServer server;
  private final StatusJson status;
  private final MetricsPage metrics;
  private final EventFeed feed;
  private final PeerNaming names;
  private final Runnable drain;
  private final FaultsApi faults;

  public AdminApi(
      RunningServer server,
      StatusJson status,
      MetricsPage metrics,
      EventFeed feed,
      PeerNaming names,
      Runnable drain) {
    this.server = server;
    this.status = status;
    this.metrics = metrics;
    this.feed = feed;
    this.names = names;
    this.drain = drain;
    this.faults = new FaultsApi(server);
  }

  public List<Route> routes() {
    return List.of(
        quick("/", Access.NONE, PageAssets::page),
        quick("/assets/{name}", Access.NONE, PageAssets::asset),
        quick("/openapi.yaml", Access.NONE, PageAssets::description),
        quick("/healthz", Access.NONE, query -> Reply.text(HttpResponseStatus.OK, "ok\n")),
        quick("/readyz", Access.NONE, query -> ready()),
        quick("/events", Access.READ, query -> events()),
        slow(HttpMethod.GET, "/metrics", Access.READ, Set.of(), q -> metrics.reply(q.accept())),
        slow(HttpMethod.GET, "/status", Access.READ, Set.of(), q -> Reply.json(status.status())),
        slow(
            HttpMethod.GET,
            "/connections",
            Access.READ,
            ConnectionList.PARAMETERS,
            this::connections),
        slow(HttpMethod.GET, "/connections/{id}", Access.READ, Set.of(), this::connection),
        slow(HttpMethod.DELETE, "/connections/{id}", Access.STEER, Set.of("reset"), this::end),
        slow(
            HttpMethod.POST,
            "/connections/{id}",
            Access.STEER,
            FaultsApi.ACT_PARAMETERS,
            this::fault),
        slow(HttpMethod.GET, "/faults", Access.READ, Set.of(), q -> faults.list()),
        slow(HttpMethod.PUT, "/faults", Access.STEER, FaultsApi.SET_PARAMETERS, faults::set),
        slow(HttpMethod.DELETE, "/faults", Access.STEER, FaultsApi.CLEAR_PARAMETERS, faults::clear),
        slow(HttpMethod.POST, "/drain", Access.STEER, Set.of(), q -> Reply.accepted(drain)));
  }

  /** The routes that give nothing away and change nothing, without a token. */
  public List<Route> metricsRoutes() {
    return List.of(
        quick("/healthz", Access.NONE, query -> Reply.text(HttpResponseStatus.OK, "ok\n")),
        quick("/readyz", Access.NONE, query -> ready()),
        slow(HttpMethod.GET, "/metrics", Access.NONE, Set.of(), q -> metrics.reply(q.accept())));
  }

  private Reply ready() {
    if (server.draining()) {
      return Reply.text(HttpResponseStatus.SERVICE_UNAVAILABLE, "draining\n");
    }
    List<String> lost = server.notListening();
    return lost.isEmpty()
        ? Reply.text(HttpResponseStatus.OK, "ready\n")
        : Reply.text(
            HttpResponseStatus.SERVICE_UNAVAILABLE,
            "not listening on " + String.join(", ", lost) + "\n");
  }

  private Reply events() {
    return feed.isFull()
        ? Reply.problem(
            HttpResponseStatus.SERVICE_UNAVAILABLE,
            "too many readers of /events (maximum: " + EventFeed.MAX_READERS + "); close one",
            Map.of("Retry-After", "10"))
        : new Reply.Events();
  }

  private Reply connections(Query query) throws BadRequestException {
    ConnectionList.Page page = new ConnectionList(query, names).of(server.connections());
    try {
      return new Reply.Streamed(Reply.JSON, new ConnectionRows(page));
    } catch (IOException e) {
      throw new UncheckedIOException("memory takes every byte", e);
    }
  }

  private Reply connection(Query query) {
    Connection connection = server.connection(id(query));
    return connection == null
        ? gone(query)
        : Reply.json(
            Json.bytes(
                json -> ConnectionJson.write(json, connection, names.of(connection.peer()))));
  }

  private Reply end(Query query) throws BadRequestException {
    return server.end(id(query), query.flag("reset")) ? Reply.accepted(() -> {}) : gone(query);
  }

  private Reply fault(Query query) throws BadRequestException {
    Reply reply = faults.act(id(query), query);
    return reply == null ? gone(query) : reply;
  }

  private static Reply gone(Query query) {
    return Reply.problem(
        HttpResponseStatus.NOT_FOUND, "no open connection has the id " + query.argument());
  }

  /** The ID in a request; 0, which no connection has, if it is malformed. */
  private static long id(Query query) {
    try {
      return Long.parseLong(query.argument());
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static Route quick(String path, Access access, Route.Action action) {
    return new Route(HttpMethod.GET, path, access, Set.of(), true, action);
  }

  private static Route slow(
      HttpMethod method, String path, Access access, Set<String> parameters, Route.Action action) {
    return new Route(method, path, access, parameters, false, action);
  }
}
