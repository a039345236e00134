package dev.echo7.client.connect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.client.ScriptedPeer;
import dev.echo7.client.dial.Dialer;
import dev.echo7.client.line.LineMode;
import dev.echo7.client.line.LineReport;
import dev.echo7.net.Endpoint;
import dev.echo7.net.HostPort;
import dev.echo7.net.proxy.ProxyHeaderParser;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.channels.Channels;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A PROXY header goes first, and is none of the bytes whose echo is awaited. */
@Timeout(30)
class ProxyHeaderSentTest {

  @Test
  void precedesEverythingAndIsNotCounted() throws Exception {
    CompletableFuture<String> line = new CompletableFuture<>();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LineReport report;
    try (ScriptedPeer peer =
            ScriptedPeer.playing(
                (client, in, echo) -> {
                  StringBuilder header = new StringBuilder();
                  while (header.indexOf("\r\n") < 0) {
                    header.append((char) in.read());
                  }
                  line.complete(header.toString());
                  in.transferTo(echo);
                });
        EchoSession session = open(peer, "v1,192.0.2.1:5000,198.51.100.1:7")) {
      LineMode.Options options = new LineMode.Options(false, false, null);
      ByteArrayInputStream input = new ByteArrayInputStream("123\n".getBytes(ISO_8859_1));
      report =
          new LineMode(session, options, Channels.newChannel(input), Channels.newChannel(out))
              .run();
    }
    assertEquals("PROXY TCP4 192.0.2.1 198.51.100.1 5000 7\r\n", line.get());
    assertEquals("123\n", out.toString(ISO_8859_1));
    assertEquals(4, report.sent());
    assertTrue(report.identical());
  }

  @Test
  void saysTheConnectionsOwnAddresses() throws Exception {
    CompletableFuture<String> said = new CompletableFuture<>();
    CompletableFuture<Integer> sourcePort = new CompletableFuture<>();
    try (ScriptedPeer peer =
        ScriptedPeer.playing(
            (client, in, echo) -> {
              sourcePort.complete(client.getPort());
              said.complete(new String(in.readAllBytes(), ISO_8859_1));
            })) {
      open(peer, "v1").close();
      assertEquals(
          "PROXY TCP4 127.0.0.1 127.0.0.1 " + sourcePort.get() + " " + peer.port() + "\r\n",
          said.get(20, TimeUnit.SECONDS));
    }
  }

  private static EchoSession open(ScriptedPeer peer, String header) throws Exception {
    return Dialer.connect(
        new Endpoint.Tcp(new HostPort("127.0.0.1", peer.port())),
        ConnectOptions.DEFAULT.withProxyHeader(ProxyHeaderParser.parse(header)));
  }
}
