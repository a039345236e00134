package dev.echo7.server.config;

import dev.echo7.fault.Faults;
import dev.echo7.net.Endpoint;
import dev.echo7.net.EndpointParser;
import dev.echo7.net.InvalidEndpointException;
import dev.echo7.net.Transport;
import dev.echo7.net.failure.FailureText;
import java.util.ArrayList;
import java.util.List;

/**
 * An endpoint to listen on, and what is to go wrong there.
 *
 * @param endpoint where to listen
 * @param faults none for an endpoint that does everything right
 */
public record ServedEndpoint(Endpoint endpoint, Faults faults) {
  private static final String MODE = "mode=";

  /**
   * Checks that the endpoint can have the faults.
   *
   * @throws IllegalArgumentException if it cannot; the message is one line with the cure
   */
  public ServedEndpoint {
    Transport transport = endpoint.transport();
    if (transport != null) {
      faults.check(transport);
    }
  }

  /** One that does everything right. */
  public static ServedEndpoint pristine(Endpoint endpoint) {
    return new ServedEndpoint(endpoint, Faults.NONE);
  }

  /**
   * Reads an endpoint with its query: {@code tcp://:7001?delay=50ms}.
   *
   * @throws InvalidEndpointException if it cannot be read; the message is one line with the cure
   */
  public static ServedEndpoint parse(String text, EndpointParser parser) {
    int question = text.indexOf('?');
    if (question < 0) {
      return pristine(parser.listening(text));
    }
    StringBuilder place = new StringBuilder(text.substring(0, question));
    List<String> words = new ArrayList<>();
    for (String word : text.substring(question + 1).split("&", -1)) {
      if (word.startsWith(MODE)) {
        place.append('?').append(word);
      } else {
        words.add(word);
      }
    }
    Endpoint endpoint = parser.listening(place.toString());
    try {
      return new ServedEndpoint(endpoint, Faults.parse(String.join("&", words)));
    } catch (InvalidEndpointException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new InvalidEndpointException("'" + text + "': " + FailureText.of(e));
    }
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    String place = endpoint.toString();
    return faults.isEmpty() ? place : place + (place.contains("?") ? "&" : "?") + faults;
  }
}
