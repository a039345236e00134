package dev.echo7.cli.server;

import dev.echo7.admin.AdminSettings;
import dev.echo7.admin.route.AdminStartException;
import dev.echo7.admin.route.AdminTokens;
import dev.echo7.cli.OptionGroup;
import dev.echo7.cli.Versions;
import dev.echo7.cli.options.AdminEndpoint;
import dev.echo7.net.Endpoint;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The server's options for its admin endpoint. */
final class AdminOptions {
  private @Nullable String place;
  private @Nullable Path tokens;
  private @Nullable Path readTokens;

  OptionGroup options() {
    return new OptionGroup("Seen and steered")
        .text(
            "--admin",
            "PLACE",
            "See and steer the server over HTTP at unix:/PATH (only its owner gets in) or"
                + " HOST:PORT. Default: nowhere.",
            given -> place = given)
        .value(
            "--admin-token-file",
            "FILE",
            Path.class,
            "Requests must carry the token that is its first line; needed where other machines"
                + " reach the endpoint.",
            given -> tokens = given)
        .value(
            "--admin-read-token-file",
            "FILE",
            Path.class,
            "Another token, with which one may see but not steer.",
            given -> readTokens = given);
  }

  /** The settings; null for no endpoint. */
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
