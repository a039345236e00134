package dev.echo7.cli;

import dev.echo7.client.ConnectOptions;
import dev.echo7.client.PingOptions;
import dev.echo7.net.Endpoint;
import java.io.IOException;

/** A sweep, as its user sees it. */
record SweepRun(
    Terminal terminal,
    PingPrinting printing,
    SweepOptions sweeps,
    Endpoint endpoint,
    ConnectOptions connect,
    String host) {
  int run(PingOptions options) throws IOException {
    return 2;
  }
}
