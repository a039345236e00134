package dev.echo7.cli;

import dev.echo7.client.*;
import dev.echo7.measure.*;
import dev.echo7.net.Endpoint;
import java.io.IOException;

final class LoadTalk implements LoadListener {
  final Terminal terminal;
  final LoadPrinting printing;
  final Endpoint endpoint;
  final ConnectOptions connect;

  LoadTalk(Terminal terminal, LoadPrinting printing, Endpoint endpoint, ConnectOptions connect) {
    this.terminal = terminal;
    this.printing = printing;
    this.endpoint = endpoint;
    this.connect = connect;
  }

  @Override
  public void started(String place, long ns) {
    terminal.say("started " + place + " " + ns / 1e6);
  }

  @Override
  public void interval(LoadInterval i) {
    terminal.say(
        i.rate()
            + " p50 "
            + i.times().response().getValueAtPercentile(50) / 1e6
            + " p99 "
            + i.times().response().getValueAtPercentile(99) / 1e6
            + " late p99 "
            + i.times().lateness().getValueAtPercentile(99) / 1e6);
  }

  int run(LoadOptions options) throws IOException {
    LoadMode mode = LoadMode.to(endpoint, connect, options, this, System.nanoTime());
    Signals.onTermination(mode::stop);
    LoadReport r = mode.run();
    terminal
        .text(terminal.out())
        .println(r.counts() + " rate " + r.rate() + " idle " + r.idleShare() + r.validity());
    for (double p : ReportMaps.PERCENTILES)
      terminal
          .text(terminal.out())
          .println(
              p
                  + " "
                  + r.times().service().getValueAtPercentile(p) / 1e6
                  + " "
                  + r.times().response().getValueAtPercentile(p) / 1e6
                  + " "
                  + r.times().lateness().getValueAtPercentile(p) / 1e6);
    return 0;
  }
}
