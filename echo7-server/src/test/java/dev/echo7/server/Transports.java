package dev.echo7.server;

import dev.echo7.server.config.Transport;
import java.util.Arrays;
import java.util.stream.Stream;

/** The transports that this machine has: tests of the server run on each of them. */
final class Transports {

  private Transports() {}

  static Stream<Transport> available() {
    return Arrays.stream(Transport.values()).filter(t -> t.unavailability() == null);
  }
}
