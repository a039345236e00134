package dev.echo7.server;

import dev.echo7.server.config.EventLoopKind;
import java.util.Arrays;
import java.util.stream.Stream;

/** The transports that this machine has: tests of the server run on each of them. */
final class EventLoopKinds {

  private EventLoopKinds() {}

  static Stream<EventLoopKind> available() {
    return Arrays.stream(EventLoopKind.values()).filter(t -> t.unavailability() == null);
  }
}
