package dev.echo7.cli.ctl;

import dev.echo7.admin.route.AdminStartException;
import dev.echo7.admin.route.AdminTokens;
import dev.echo7.cli.options.AdminEndpoint;
import dev.echo7.cli.options.AdminPlaces;
import dev.echo7.ctl.AdminClient;
import dev.echo7.net.Endpoint;
import dev.echo7.net.InvalidEndpointException;
import dev.echo7.net.failure.FailureText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The admin endpoint that echoctl connects to, and the token that it sends.
 *
 * @param endpoint TCP or Unix
 * @param token null for none
 */
record AdminTarget(Endpoint endpoint, @Nullable String token) {

  /** No endpoint can be found; the message is one line with the cure. */
  static final class NotFoundException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotFoundException(String message) {
      super(message);
    }
  }

  /**
   * Reads the options.
   *
   * @param admin null or empty for the first default socket that exists
   * @throws InvalidEndpointException if it cannot be read
   * @throws NotFoundException if there is none, or the token file cannot be read
   */
  static AdminTarget find(@Nullable String admin, @Nullable Path tokenFile) {
    Endpoint endpoint =
        admin == null || admin.isEmpty() ? defaultEndpoint() : AdminEndpoint.connecting(admin);
    return new AdminTarget(endpoint, tokenFile == null ? null : token(tokenFile));
  }

  AdminClient connect() {
    return new AdminClient(endpoint, token);
  }

  private static Endpoint defaultEndpoint() {
    List<Path> candidates = AdminPlaces.all();
    for (Path candidate : candidates) {
      // If we may not stat it, assume that it exists: connecting will tell.
      if (!Files.notExists(candidate)) {
        return new Endpoint.Unix(candidate.toString(), null);
      }
    }
    String tried = String.join(" or ", candidates.stream().map(Path::toString).toList());
    throw new NotFoundException(
        "no server found: no "
            + tried
            + "; start one with echoserver --admin, or name its endpoint with --admin");
  }

  private static String token(Path file) {
    try {
      return AdminTokens.read(file);
    } catch (AdminStartException e) {
      throw new NotFoundException(FailureText.of(e));
    }
  }
}
