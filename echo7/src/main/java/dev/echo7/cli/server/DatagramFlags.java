package dev.echo7.cli.server;

import dev.echo7.cli.OptionGroup;
import dev.echo7.net.PortSet;
import dev.echo7.server.config.DatagramOptions;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The server's options for UDP. */
final class DatagramFlags {
  private boolean besideTcp;
  private int rate = DatagramOptions.DEFAULT_RATE_PER_SOURCE;
  private PortSet allowedPorts = PortSet.NONE;

  OptionGroup options() {
    return new OptionGroup("UDP")
        .flag(
            "-u --udp", "Serve UDP too, on the port of each TCP endpoint.", () -> besideTcp = true)
        .rate(
            "--udp-rate",
            "Replies per second per source (an IPv4 address or an IPv6 /64); the rest is dropped."
                + " Default: 10000.",
            given -> rate = given)
        .value(
            "--udp-allow-ports",
            "PORTS",
            PortSet.class,
            PortSet::parse,
            "Also answer these source ports below 1024 (7,100-200). For a lab, never on the"
                + " Internet.",
            given -> allowedPorts = given);
  }

  DatagramOptions options(CommandLine command) {
    if (rate < 1) {
      throw new ParameterException(command, "--udp-rate must be 1 or more");
    }
    return new DatagramOptions(besideTcp, allowedPorts, rate);
  }
}
