package dev.echo7.cli.server;

import dev.echo7.admin.AdminScope;
import dev.echo7.admin.AdminSettings;
import dev.echo7.admin.route.AdminStartException;
import dev.echo7.admin.route.AdminTokens;
import dev.echo7.cli.OptionGroup;
import dev.echo7.cli.Versions;
import dev.echo7.cli.options.AdminEndpoint;
import dev.echo7.cli.options.AdminPlaces;
import dev.echo7.net.Endpoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Stack;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The server's options for its admin endpoint. */
final class AdminOptions {
  private @Nullable String place;
  private @Nullable String metrics;
  private @Nullable Path tokens;
  private @Nullable Path readTokens;

  OptionGroup options() {
    return new OptionGroup("Admin and metrics endpoints")
        .value(
            "--admin",
            "ADDRESS",
            String.class,
            "HTTP admin endpoint at unix:/PATH (mode 0600) or HOST:PORT: metrics, connection"
                + " table, close, faults, drain. Without ADDRESS: the socket that echoctl looks for."
                + " Default: off.",
            given -> place = given,
            option -> option.preprocessor(AdminOptions::addDefault))
        .file(
            "--admin-token-file",
            "File whose first line is the token that requests must carry. Required if other"
                + " machines can reach the endpoint.",
            given -> tokens = given)
        .file(
            "--admin-read-token-file",
            "File whose first line is a second, read-only token.",
            given -> readTokens = given)
        .text(
            "--metrics",
            "HOST:PORT",
            "HTTP endpoint for health, readiness and Prometheus metrics only. Needs no token and"
                + " may listen on any address (:9108). Default: off.",
            given -> metrics = given);
  }

  /**
   * Puts an empty value before the next word, unless that is the option's own: so {@code echoserver
   * --admin 5000} serves port 5000.
   */
  private static boolean addDefault(
      Stack<String> words, CommandSpec command, ArgSpec option, Map<String, Object> info) {
    boolean isAttached = "=".equals(info.get("separator"));
    if (!isAttached && (words.isEmpty() || !isAddress(words.peek()))) {
      words.push("");
    }
    return false;
  }

  private static boolean isAddress(String word) {
    return word.contains(":") && !word.startsWith("-") && !isEndpointToServe(word);
  }

  /** An endpoint of the echo service, which may follow too: {@code udp://:5000}. */
  private static boolean isEndpointToServe(String word) {
    return word.matches("(?i)(tcp|tls|udp|udp4|udp6|tcp4|tcp6)://.*");
  }

  /** The settings of each endpoint that was asked for. */
  List<AdminSettings> settings(CommandLine command) throws AdminStartException {
    List<AdminSettings> endpoints = new ArrayList<>();
    AdminSettings admin = admin(command);
    if (admin != null) {
      endpoints.add(admin);
    }
    if (metrics != null) {
      Endpoint endpoint = AdminEndpoint.metrics(metrics);
      endpoints.add(
          new AdminSettings(
              endpoint, AdminScope.METRICS, AdminTokens.NOT_ASKED, Versions.number()));
    }
    return endpoints;
  }

  /** Null for none. */
  private @Nullable AdminSettings admin(CommandLine command) throws AdminStartException {
    if (place == null) {
      if (tokens != null || readTokens != null) {
        throw new ParameterException(
            command, "--admin-token-file and --admin-read-token-file need --admin");
      }
      return null;
    }
    if (tokens == null && readTokens != null) {
      throw new ParameterException(command, "--admin-read-token-file needs --admin-token-file");
    }
    Endpoint endpoint = AdminEndpoint.listening(place.isEmpty() ? defaultPlace(command) : place);
    if (endpoint instanceof Endpoint.Unix unix && !unix.isAbstract()) {
      AdminPlaces.makeDirectory(Path.of(unix.path()));
    }
    return new AdminSettings(
        endpoint,
        AdminScope.ALL,
        tokens == null ? AdminTokens.NOT_ASKED : AdminTokens.load(tokens, readTokens),
        Versions.number());
  }

  private static String defaultPlace(CommandLine command) {
    Path socket = AdminPlaces.forServer();
    if (socket == null) {
      throw new ParameterException(
          command,
          "--admin without an address needs XDG_RUNTIME_DIR, or root;"
              + " give --admin unix:/PATH or --admin HOST:PORT");
    }
    return "unix:" + socket;
  }
}
