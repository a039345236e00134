package dev.echo7.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.client.AnsweringPeer;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** echoctl against servers and proxies that use everything that RFC 9112 allows. */
@Timeout(60)
class HttpReaderTest {
  private static final String BODY = "{\"pid\":7}";
  private static final String JSON = "Content-Type: application/json\r\n";
  private static final String PLAIN = of("HTTP/1.1 200 OK", "Content-Length: 9", BODY);
  private static final String CHUNKED = "Transfer-Encoding: chunked";

  static List<String> understood() {
    return List.of(
        PLAIN,
        PLAIN.replaceFirst(" OK", ""),
        PLAIN.replaceFirst("1\\.1", "1.2"),
        PLAIN.replace("\r\n", "\n"),
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + PLAIN,
        of("HTTP/1.1 200 OK", "content-LENGTH:9", BODY),
        of("HTTP/1.1 200 OK", "Content-Length: 9\r\nContent-Length: 9", BODY),
        of("HTTP/1.1 200 OK", "Content-Length: 9, 9", BODY),
        of("HTTP/1.1 200 OK", "X: a\r\n b: c\r\nContent-Length: 9", BODY),
        of("HTTP/1.1 200 OK", "Content-Encoding: identity\r\nContent-Length: 9", BODY),
        of("HTTP/1.1 200 OK", CHUNKED, "9\r\n" + BODY + "\r\n0\r\n\r\n"),
        of("HTTP/1.1 200 OK", "Transfer-Encoding: Chunked", "009\r\n" + BODY + "\r\n000\r\n\r\n"),
        of(
            "HTTP/1.1 200 OK",
            CHUNKED,
            "4;a=b\r\n{\"pi\r\n5 ; c=\"d;e\"\r\nd\":7}\r\n0;f\r\nX: y\r\n\r\n"));
  }

  @ParameterizedTest
  @MethodSource("understood")
  void understandsEveryWayToSendABody(String answer) throws Exception {
    try (AnsweringPeer peer = AnsweringPeer.saying(answer);
        AdminClient client = client(peer)) {
      assertEquals(7, client.status().number("pid", 0));
      assertEquals(7, client.status().number("pid", 0));
      assertEquals(1, peer.connections());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 9\r\nContent-Length: 8",
        "Content-Length: -9",
        "Content-Length: +9",
        "Content-Length: 9x",
        "Content-Length: ",
        "Content-Encoding: gzip\r\nContent-Length: 9",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: gzip\r\nContent-Length: 9",
        "no field"
      })
  void doesNotGuessWhereABodyEnds(String field) throws Exception {
    String words = refusal(of("HTTP/1.1 200 OK", field, BODY));
    assertTrue(words.contains("not an Echo7 admin endpoint"), words);
  }

  @Test
  void takesNothingElseForHttp() throws Exception {
    for (String answer :
        List.of(
            "HTTP/2.0 200 OK\r\n\r\n",
            "HTTP/1.1 999 Odd\r\n\r\n",
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n" + PLAIN,
            "HTTP/1.1 102 Processing\r\n\r\n".repeat(50) + PLAIN,
            of("HTTP/1.0 200 OK", CHUNKED, "9\r\n" + BODY + "\r\n0\r\n\r\n"),
            of("HTTP/1.1 200 OK", CHUNKED, "9\r\n" + BODY + "\r\n0\r\n" + "X: y\r\n".repeat(500)),
            of("HTTP/1.1 200 OK", CHUNKED, "x\r\n" + BODY),
            of("HTTP/1.1 200 OK", CHUNKED, "3\r\n" + BODY + "\r\n0\r\n\r\n"))) {
      String words = refusal(answer);
      assertTrue(words.contains("not an Echo7 admin endpoint"), words);
    }
  }

  static List<String> last() {
    return List.of(
        PLAIN.replaceFirst("\r\n", "\r\nConnection: close\r\n"),
        PLAIN.replaceFirst("\r\n", "\r\nConnection: x, Close\r\n"),
        PLAIN.replaceFirst("\r\n", "\r\nConnection: close\r\nConnection: x\r\n"),
        PLAIN.replaceFirst("1\\.1", "1.0"),
        of("HTTP/1.1 200 OK", CHUNKED + "\r\nContent-Length: 4", "9\r\n" + BODY + "\r\n0\r\n\r\n"));
  }

  @ParameterizedTest
  @MethodSource("last")
  void sendsNothingMoreOnAConnectionThatEnds(String answer) throws Exception {
    try (AnsweringPeer peer = AnsweringPeer.saying(answer);
        AdminClient client = client(peer)) {
      assertEquals(7, client.status().number("pid", 0));
      assertEquals(7, client.status().number("pid", 0));
      assertEquals(2, peer.connections());
    }
  }

  /** What comes behind an answer must not become the beginning of the next one. */
  @Test
  void sendsNothingMoreOnAConnectionWithMoreThanTheAnswer() throws Exception {
    try (AnsweringPeer peer = AnsweringPeer.sayingAtOnce(PLAIN + "HTTP/1.1 200 OK\r\n");
        AdminClient client = client(peer)) {
      assertEquals(7, client.status().number("pid", 0));
      assertEquals(7, client.status().number("pid", 0));
      assertEquals(2, peer.connections());
    }
  }

  @Test
  void keepsAConnectionOfHttp10ThatIsKept() throws Exception {
    String kept =
        PLAIN.replaceFirst("1\\.1", "1.0").replaceFirst("\n", "\nConnection: Keep-Alive\r\n");
    try (AnsweringPeer peer = AnsweringPeer.saying(kept);
        AdminClient client = client(peer)) {
      assertEquals(7, client.status().number("pid", 0));
      assertEquals(7, client.status().number("pid", 0));
      assertEquals(1, peer.connections());
    }
  }

  @Test
  void asksAgainWhereAProxyHasGivenUpTheConnectionThatRested() throws Exception {
    String late = "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
    try (AnsweringPeer peer = AnsweringPeer.saying(PLAIN, late, PLAIN);
        AdminClient client = client(peer)) {
      assertEquals(7, client.status().number("pid", 0));
      assertEquals(7, client.status().number("pid", 0));
      assertEquals(2, peer.connections());
    }
  }

  /**
   * Lines as the HTML standard allows them: any line end, a byte order mark, comments, no colon.
   */
  @Test
  void readsEventsAsTheStandardHasThem() throws Exception {
    String events =
        "\u00ef\u00bb\u00bf: hello\revent: one\rdata: {\"a\":\rdata:1}\r\r"
            + "event: two\r\nid\r\ndata: {\"b\":2}\r\n\r\nevent:three\ndata:{\"c\":3}\n\ndata: {}";
    String answer =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n"
            + "Connection: close\r\nContent-Length: "
            + events.length()
            + "\r\n\r\n"
            + events;
    try (AnsweringPeer peer = AnsweringPeer.saying(answer);
        AdminClient client = client(peer)) {
      EventStream stream = client.events();
      int count = 0;
      for (String name : List.of("one", "two", "three")) {
        EventStream.Event event = Objects.requireNonNull(stream.next(), name);
        assertEquals(name, event.name());
        assertEquals(++count, event.data().number("abc".substring(count - 1, count), 0));
      }
      assertNull(stream.next());
    }
  }

  private static String of(String status, String field, String body) {
    return status + "\r\n" + JSON + field + "\r\n\r\n" + body;
  }

  private static String refusal(String answer) throws Exception {
    try (AnsweringPeer peer = AnsweringPeer.saying(answer);
        AdminClient client = client(peer)) {
      return String.valueOf(assertThrows(AdminException.class, client::status).getMessage());
    }
  }

  private static AdminClient client(AnsweringPeer peer) {
    return new AdminClient(new Endpoint.Tcp(new HostPort("127.0.0.1", peer.port())), null);
  }
}
