package sample;

import static dev.echo7.fault.Fault.cut;
import static dev.echo7.fault.Fault.greet;
import static dev.echo7.fault.Fault.reset;
import static dev.echo7.fault.Fault.stall;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.events.CloseReason;
import dev.echo7.junit.EchoPeer;
import dev.echo7.junit.PeerConnection.Side;
import dev.echo7.junit.StartStop;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

/** How the JDK's HTTP client behaves when its server answers, half answers, and does not. */
class HttpClientTest {
  private static final String HEADER = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";

  @StartStop private final EchoPeer peer = EchoPeer.tcp();

  private final HttpClient client = HttpClient.newHttpClient();

  private HttpResponse<String> get() throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + peer.port() + "/greeting");
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  @Test
  void readsAnAnswer() throws Exception {
    // Instead of the echo, the peer sends this.
    peer.fault(stall(0), greet(HEADER + "hello"));
    HttpResponse<String> response = get();
    assertEquals(200, response.statusCode());
    assertEquals("hello", response.body());
    String request = new String(peer.connection(0).received(), US_ASCII);
    assertTrue(request.startsWith("GET /greeting HTTP/1.1\r\n"), request);
  }

  @Test
  void reportsAnAnswerThatIsCutShort() {
    String half = HEADER + "he";
    peer.fault(greet(half), cut(half.length()));
    IOException failure = assertThrows(IOException.class, this::get);
    assertTrue(String.valueOf(failure.getMessage()).contains("5"), failure::toString);
    assertEquals(half.length(), peer.connection(0).hits().get(1).at());
    assertEquals(Side.SERVER, peer.connection(0).closedBy());
  }

  @Test
  void reportsAReset() {
    peer.fault(reset());
    assertThrows(IOException.class, this::get);
    assertEquals(Side.SERVER, peer.connection(0).closedBy());
    assertEquals(CloseReason.FAULT, peer.connection(0).reason());
  }
}
