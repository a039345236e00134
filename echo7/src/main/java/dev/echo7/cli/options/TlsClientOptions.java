package dev.echo7.cli.options;

import dev.echo7.cli.OptionGroup;
import dev.echo7.client.connect.TlsOptions;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import dev.echo7.net.Transport;
import dev.echo7.net.tls.Fingerprint;
import dev.echo7.net.tls.TlsMaterial;
import dev.echo7.net.tls.TlsMaterialException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The client's TLS options. */
final class TlsClientOptions {
  private boolean tls;
  private @Nullable Path ca;
  private @Nullable Path certificate;
  private @Nullable Path key;
  private @Nullable Path keyPassword;
  private @Nullable String name;
  private @Nullable String pin;
  private boolean insecure;

  OptionGroup options() {
    return new OptionGroup("TLS")
        .flag("--tls --ssl", "Use TLS, like tls://HOST:PORT.", () -> tls = true)
        .file(
            "--tls-ca",
            "Trusted CA certificates (PEM). Default: the CAs that this system trusts.",
            given -> ca = given)
        .file(
            "--tls-cert",
            "Client certificate and its chain (PEM), for mTLS.",
            given -> certificate = given)
        .file("--tls-key", "Private key of --tls-cert (PEM, PKCS#8).", given -> key = given)
        .file(
            "--tls-key-password-file",
            "File whose first line is the passphrase of --tls-key.",
            given -> keyPassword = given)
        .text(
            "--tls-name",
            "NAME",
            "Server name to request and to verify. Default: HOST.",
            given -> name = given)
        .text(
            "--tls-pin",
            "SHA256",
            "Trust only the certificate with this fingerprint, whatever its CA.",
            given -> pin = given)
        .flag("--tls-insecure", "Trust any server. Insecure.", () -> insecure = true);
  }

  /**
   * The endpoint, with TLS if {@code --tls} was given.
   *
   * @throws IllegalArgumentException if the options contradict it or each other; the message is one
   *     line
   */
  Endpoint applyTo(Endpoint endpoint) {
    HostPort address = endpoint.address();
    Endpoint meant =
        tls && address != null && endpoint.transport() == Transport.TCP
            ? new Endpoint.Tls(address)
            : endpoint;
    if (!meant.isSecure()) {
      if (tls) {
        throw new IllegalArgumentException("--tls cannot be used with " + endpoint);
      }
      if (isAnyGiven()) {
        throw new IllegalArgumentException("TLS options need TLS; give --tls or tls://HOST:PORT");
      }
    }
    check();
    return meant;
  }

  private boolean isAnyGiven() {
    return ca != null
        || certificate != null
        || key != null
        || keyPassword != null
        || name != null
        || pin != null
        || insecure;
  }

  private void check() {
    if ((certificate == null) != (key == null)) {
      throw new IllegalArgumentException("--tls-cert and --tls-key must be given together");
    }
    if (keyPassword != null && key == null) {
      throw new IllegalArgumentException("--tls-key-password-file needs --tls-key");
    }
    if (insecure && (ca != null || pin != null)) {
      throw new IllegalArgumentException("--tls-insecure excludes --tls-ca and --tls-pin");
    }
    if (name != null && name.isBlank()) {
      throw new IllegalArgumentException("--tls-name is empty; give the server's name");
    }
    parsedPin();
  }

  private @Nullable Fingerprint parsedPin() {
    return pin == null ? null : Fingerprint.parse(pin);
  }

  /**
   * Reads the files.
   *
   * @throws TlsMaterialException if one of them cannot be used
   */
  TlsOptions read() throws TlsMaterialException {
    return new TlsOptions(
        ca == null ? List.of() : TlsMaterial.certificates(ca),
        certificate == null || key == null ? null : TlsMaterial.read(certificate, key, keyPassword),
        name,
        parsedPin(),
        insecure);
  }

  /** Whether the server's certificate is not verified. */
  boolean isInsecure() {
    return insecure;
  }
}
