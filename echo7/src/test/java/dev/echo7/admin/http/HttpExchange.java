package dev.echo7.admin.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.admin.AdminFixture;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/**
 * A request to an endpoint, and the response that must come back.
 *
 * @param name for test reports
 * @param steps sent in order, each after the responses to the previous one
 * @param allow the expected Allow header of the first response; empty for none
 */
record HttpExchange(String name, List<Step> steps, String allow) {

  /**
   * One step of an exchange.
   *
   * @param sent the text, in which {@code %HOST%} is a name of the endpoint and {@code %PORT%} its
   *     port
   * @param answers the statuses in order, with {@code h} after one that answers HEAD; then {@code
   *     open} or {@code end} for what the connection does, if known
   */
  record Step(String sent, String answers) {}

  HttpExchange(String name, String sent, String answers) {
    this(name, List.of(new Step(sent, answers)), "");
  }

  /** An HTTP/1.1 request with a Host; its other fields end with CR LF. */
  static String request(String method, String target, String fields) {
    return method + " " + target + " HTTP/1.1\r\nHost: %HOST%\r\n" + fields + "\r\n";
  }

  HttpExchange then(String sent, String answers) {
    Step next = new Step(sent, answers);
    return new HttpExchange(name, Stream.concat(steps.stream(), Stream.of(next)).toList(), allow);
  }

  HttpExchange allowing(String methods) {
    return new HttpExchange(name, steps, methods);
  }

  /** Sends it in pieces of this many bytes, and compares the responses. */
  void assertHappens(AdminFixture fixture, int pieceBytes) throws IOException {
    try (HttpPeer peer = fixture.connect()) {
      boolean first = true;
      for (Step step : steps) {
        send(peer, fixture.named(step.sent), pieceBytes);
        for (String answer : step.answers.split(" ", -1)) {
          check(peer, fixture, answer, first);
          first = false;
        }
      }
    }
  }

  private void check(HttpPeer peer, AdminFixture fixture, String answer, boolean first)
      throws IOException {
    if (answer.equals("open")) {
      peer.send(fixture.named(request("GET", "/healthz", "")));
      assertEquals(200, peer.response().status(), name + ": not open any more");
    } else if (answer.equals("end")) {
      assertEquals("", peer.rest(), name + ": goes on");
    } else {
      HttpPeer.Response response = peer.response(answer.endsWith("h"));
      assertEquals(answer.replace("h", ""), Integer.toString(response.status()), name);
      assertTrue(!first || response.header("allow").equals(allow), () -> name + ": " + response);
    }
  }

  private static void send(HttpPeer peer, String text, int pieceBytes) throws IOException {
    int end;
    for (int start = 0; start < text.length(); start = end) {
      end = start + Math.min(pieceBytes, text.length() - start);
      peer.send(text.substring(start, end));
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
