package dev.echo7.cli.server;

import dev.echo7.cli.OptionGroup;
import dev.echo7.server.config.ServerTls;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The server's options for {@code tls://} endpoints. */
final class TlsServerOptions {
  private @Nullable Path certificates;
  private @Nullable Path key;
  private @Nullable Path keyPassword;
  private @Nullable Path clientAuthorities;

  OptionGroup options() {
    return new OptionGroup("With TLS")
        .value(
            "--tls-cert",
            "FILE",
            Path.class,
            "Our certificate and its chain, PEM. Default: a self-signed one, made at start; its"
                + " fingerprint is shown.",
            given -> certificates = given)
        .value("--tls-key", "FILE", Path.class, "Its private key, PEM.", given -> key = given)
        .value(
            "--tls-key-password-file",
            "FILE",
            Path.class,
            "Opens an encrypted key: the password is the first line.",
            given -> keyPassword = given)
        .value(
            "--tls-client-ca",
            "FILE",
            Path.class,
            "Let only clients in that have a certificate from one of these authorities.",
            given -> clientAuthorities = given);
  }

  /** The certificate and key; throws a usage error if one is given without the other. */
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
