package dev.echo7.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is sent to an endpoint, and what must come back.
 *
 * @param name for the report
 * @param steps one after the other, each when the answers before it have come
 * @param allow what the Allow header of the first answer must be; empty for none
 */
record HttpExchange(String name, List<Step> steps, String allow) {

  /**
   * A step of it.
   *
   * @param sent in which {@code %HOST%} is a name of the endpoint, {@code %PORT%} its port
   * @param answers statuses in their order, with {@code h} behind one that answers HEAD; then
   *     whether the connection stays {@code open} or comes to its {@code end}, if that is known
   */
  record Step(String sent, String answers) {}

  HttpExchange(String name, String sent, String answers) {
    this(name, List.of(new Step(sent, answers)), "");
  }

  /** A request of HTTP/1.1 with a Host; its other fields end with CR LF. */
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

  /** Sends it in pieces of so many bytes, and compares. */
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
