package dev.echo7.cli.server;

import dev.echo7.cli.OptionGroup;
import dev.echo7.net.Cidr;
import dev.echo7.server.config.ProxyTrust;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The server's options for the PROXY protocol. */
final class ProxyOptions {
  private static final String REQUIRED = "required";

  private @Nullable String mode;
  private List<Cidr> networks = new ArrayList<>();

  OptionGroup options() {
    return new OptionGroup("Behind a proxy")
        .choice(
            "--proxy-protocol",
            List.of("off", REQUIRED),
            "required: every TCP connection begins with a PROXY header (v1 or v2) that names the"
                + " client. Default: off.",
            given -> mode = given)
        .list(
            "--proxy-from",
            "CIDR[,CIDR...]",
            Cidr.class,
            Cidr::parse,
            List.of(),
            "Networks of the trusted proxies (10.0.0.0/8,fd00::/8). No default.",
            given -> networks = given);
  }

  /** The proxies to trust; null if the protocol is off. */
  @Nullable ProxyTrust trust(CommandLine command) {
    if (mode == null && !networks.isEmpty()) {
      throw new ParameterException(command, "--proxy-from needs --proxy-protocol required");
    }
    if (!REQUIRED.equals(mode)) {
      return null;
    }
    if (networks.isEmpty()) {
      throw new ParameterException(
          command,
          "--proxy-protocol required needs --proxy-from CIDR,...: a trusted proxy can claim any"
              + " client address, so there is no default");
    }
    return new ProxyTrust(networks);
  }
}
