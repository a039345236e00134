package dev.echo7.cli;

import dev.echo7.server.ServerTls;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Options of the server about {@code tls://} endpoints. */
final class TlsServerOptions {
  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description =
          "Our certificate and its chain, PEM. Default: a self-signed one, made at start; its"
              + " fingerprint is shown.")
  private @Nullable Path certificates;

  @Option(names = "--tls-key", paramLabel = "FILE", description = "Its private key, PEM.")
  private @Nullable Path key;

  @Option(
      names = "--tls-key-password-file",
      paramLabel = "FILE",
      description = "Opens an encrypted key: the password is the first line.")
  private @Nullable Path keyPassword;

  @Option(
      names = "--tls-client-ca",
      paramLabel = "FILE",
      description = "Let only clients in that have a certificate from one of these authorities.")
  private @Nullable Path clientAuthorities;

  /** What they amount to; a usage error where one lacks the other. */
  ServerTls identity(CommandLine command) {
    if ((certificates == null) != (key == null)) {
      throw new ParameterException(
          command,
          certificates == null
              ? "--tls-key without --tls-cert: give both, or neither"
              : "--tls-cert without --tls-key: give both, or neither");
    }
    return new ServerTls(certificates, key, keyPassword, clientAuthorities, ServerTls.Engine.BEST);
  }
}
