package dev.echo7.cli;

import dev.echo7.client.AdminClient;
import dev.echo7.net.Endpoint;
import dev.echo7.net.EndpointParser;
import dev.echo7.net.InvalidEndpointException;
import dev.echo7.net.ServiceNames;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The admin endpoint that echoctl talks to, and the token that it shows there.
 *
 * @param endpoint TCP or Unix
 * @param token null for none
 */
record AdminTarget(Endpoint endpoint, @Nullable String token) {

  /** The command line or this machine leads to no endpoint; one line with the cure. */
  static final class NotFoundException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotFoundException(String message) {
      super(message);
    }
  }

  /**
   * Reads the options.
   *
   * @param admin null or empty for the first default socket that is there
   * @throws InvalidEndpointException if it cannot be read
   * @throws NotFoundException if there is none, or the token file cannot be read
   */
  static AdminTarget find(@Nullable String admin, @Nullable String tokenFile) {
    Endpoint endpoint = admin == null || admin.isEmpty() ? defaultEndpoint() : endpoint(admin);
    return new AdminTarget(endpoint, tokenFile == null ? null : token(tokenFile));
  }

  AdminClient connect() {
    return new AdminClient(endpoint, token);
  }

  private static Endpoint endpoint(String text) {
    Endpoint endpoint = new EndpointParser(ServiceNames.ofThisMachine()).connecting(text);
    if (endpoint instanceof Endpoint.Tcp || endpoint instanceof Endpoint.Unix) {
      return endpoint;
    }
    throw new InvalidEndpointException(
        "'" + text + "' is no admin endpoint: give unix:/PATH or HOST:PORT");
  }

  private static Endpoint defaultEndpoint() {
    List<Path> candidates = defaults();
    for (Path candidate : candidates) {
      // One that we may not look at is there for all we know: connecting to it tells.
      if (!Files.notExists(candidate)) {
        return new Endpoint.Unix(candidate.toString(), null);
      }
    }
    String tried = String.join(" nor ", candidates.stream().map(Path::toString).toList());
    throw new NotFoundException(
        "no server found: there is no "
            + tried
            + "; start one with echoserver --admin unix:"
            + candidates.getLast()
            + ", or say where it is with --admin");
  }

  private static List<Path> defaults() {
    List<Path> candidates = new ArrayList<>(List.of(Path.of("/run/echo7/admin.sock")));
    String runtimeFolder = System.getenv("XDG_RUNTIME_DIR");
    if (runtimeFolder != null && runtimeFolder.startsWith("/")) {
      candidates.add(Path.of(runtimeFolder, "echo7", "admin.sock"));
    }
    return candidates;
  }

  private static String token(String file) {
    try (BufferedReader reader = Files.newBufferedReader(Path.of(file))) {
      String line = reader.readLine();
      String token = line == null ? "" : line.strip();
      if (!token.matches("[!-~]+")) {
        throw new NotFoundException(
            "the first line of " + file + " is no token; a token is visible ASCII, without blanks");
      }
      return token;
    } catch (IOException | InvalidPathException e) {
      throw new NotFoundException(
          "cannot read the token file " + file + " (" + e.getClass().getSimpleName() + ")");
    }
  }
}
