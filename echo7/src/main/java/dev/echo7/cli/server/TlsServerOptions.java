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
    return new OptionGroup("TLS")
        .file(
            "--tls-cert",
            "Server certificate and its chain (PEM). Default: a self-signed one, made at start;"
                + " its fingerprint is printed.",
            given -> certificates = given)
        .file("--tls-key", "Private key of --tls-cert (PEM).", given -> key = given)
        .file(
            "--tls-key-password-file",
            "File whose first line is the passphrase of --tls-key.",
            given -> keyPassword = given)
        .file(
            "--tls-client-ca",
            "Require a client certificate issued by one of these CAs (mTLS).",
            given -> clientAuthorities = given);
  }

  /** The certificate and key; throws a usage error if one is given without the other. */
  ServerTls identity(CommandLine command) {
    if ((certificates == null) != (key == null)) {
      throw new ParameterException(
          command,
          certificates == null ? "--tls-key needs --tls-cert" : "--tls-cert needs --tls-key");
    }
    return new ServerTls(certificates, key, keyPassword, clientAuthorities, ServerTls.Engine.BEST);
  }
}
