package dev.echo7.cli;

import dev.echo7.net.PortSet;
import dev.echo7.server.DatagramOptions;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Options of the server about UDP. */
final class DatagramFlags {
  @Option(
      names = {"-u", "--udp"},
      description = "UDP too, on the port of each TCP endpoint.")
  private boolean besideTcp;

  @Option(
      names = "--udp-rate",
      paramLabel = "N",
      description =
          "Replies a second to one source (an IPv4 address, an IPv6 /64); the rest is dropped."
              + " Default: 10000.")
  private int rate = DatagramOptions.DEFAULT_RATE_PER_SOURCE;

  @Option(
      names = "--udp-allow-ports",
      paramLabel = "PORTS",
      converter = PortSetConverter.class,
      description =
          "Answer these source ports below 1024 too (7,100-200): in a lab, never on the"
              + " Internet.")
  private PortSet allowedPorts = PortSet.NONE;

  DatagramOptions options(CommandLine command) {
    if (rate < 1) {
      throw new ParameterException(command, "--udp-rate " + rate + ": give 1 or more");
    }
    return new DatagramOptions(besideTcp, allowedPorts, rate);
  }
}
