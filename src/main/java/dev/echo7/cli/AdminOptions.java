package dev.echo7.cli;

import dev.echo7.admin.AdminSettings;
import dev.echo7.admin.AdminStartException;
import dev.echo7.admin.AdminTokens;
import dev.echo7.net.Endpoint;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Options of the server about its admin endpoint. */
final class AdminOptions {
  @Option(
      names = "--admin",
      paramLabel = "PLACE",
      description =
          "See and steer the server over HTTP at unix:/PATH (only its owner gets in) or HOST:PORT."
              + " Default: nowhere.")
  private @Nullable String place;

  @Option(
      names = "--admin-token-file",
      paramLabel = "FILE",
      description =
          "Requests must carry the token that is its first line; needed where other machines reach"
              + " the endpoint.")
  private @Nullable Path tokens;

  @Option(
      names = "--admin-read-token-file",
      paramLabel = "FILE",
      description = "Another token, with which one may see but not steer.")
  private @Nullable Path readTokens;

  /** What they amount to; null if there is to be no endpoint. */
  @Nullable AdminSettings settings(CommandLine command) throws AdminStartException {
    if (place == null) {
      if (tokens != null || readTokens != null) {
        throw new ParameterException(command, "a token without --admin: give both, or neither");
      }
      return null;
    }
    if (tokens == null && readTokens != null) {
      throw new ParameterException(
          command, "--admin-read-token-file without --admin-token-file: nobody could steer");
    }
    Endpoint endpoint = AdminEndpoint.listening(place);
    return new AdminSettings(
        endpoint,
        tokens == null ? AdminTokens.NOT_ASKED : AdminTokens.load(tokens, readTokens),
        Versions.number());
  }
}
