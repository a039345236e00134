package dev.echo7.net;

import java.nio.charset.StandardCharsets;

/** A target for a fuzzer: any text is an endpoint that is read back the same, or is refused. */
public final class EndpointFuzz {
  private static final EndpointParser PARSER = new EndpointParser(ServiceNames.ofThisMachine());

  private EndpointFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    try {
      Endpoint endpoint = PARSER.listening(text);
      if (!endpoint.equals(PARSER.connecting(endpoint.toString()))) {
        throw new AssertionError(endpoint + " is not read back");
      }
    } catch (InvalidEndpointException e) {
      // As it should be.
    }
    try {
      PARSER.connecting(text);
    } catch (InvalidEndpointException e) {
      // As it should be.
    }
  }
}
