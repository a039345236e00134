package dev.echo7.client.ping;

import dev.echo7.measure.Moments;

/**
 * How long the steps of new connections took.
 *
 * @param resolve resolving the name
 * @param connect connecting
 * @param tls the TLS handshake
 * @param echo the first echo
 */
public record PingSteps(Moments resolve, Moments connect, Moments tls, Moments echo) {
  static PingSteps none() {
    return new PingSteps(new Moments(), new Moments(), new Moments(), new Moments());
  }

  void add(PingReply.Steps steps) {
    resolve.add(steps.resolveNs());
    connect.add(steps.connectNs());
    tls.add(steps.tlsNs());
    echo.add(steps.echoNs());
  }

  PingSteps copy() {
    PingSteps copy = none();
    copy.resolve.add(resolve);
    copy.connect.add(connect);
    copy.tls.add(tls);
    copy.echo.add(echo);
    return copy;
  }
}
