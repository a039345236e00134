package dev.echo7.interop.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.echo7.interop.Program;
import dev.echo7.interop.packaging.Installed;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code bin/echoserver --log json} as jq reads it. */
final class JsonLogIT {
  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final Pattern PORT = Pattern.compile("\"listener\":\"tcp [^\"]*:(\\d+)\"");

  @Test
  void jqReadsAllOfItWhateverAPeerClaimsToBe() throws IOException {
    Installed.require("jq");
    String log;
    try (Program server =
        Program.start(
            "bin/echoserver",
            "--log",
            "json",
            "-n",
            "-v",
            "--proxy-protocol",
            "required",
            "--proxy-from",
            "127.0.0.1",
            "127.0.0.1:0")) {
      Matcher port = PORT.matcher(server.awaitStdout("started").awaitStdout("\n").stdout());
      assertEquals(true, port.find(), server::toString);
      int number = Integer.parseInt(port.group(1));
      talk(number, claim("/a\"\n\u001b[2J\\\u007f"), "hello");
      server.awaitStdout("\"closed\"");
      talk(number, claim("/probe"), "");
      server.awaitStdout("\"probe\"");
      talk(number, "nonsense\r\n".getBytes(StandardCharsets.US_ASCII), "");
      server.awaitStdout("\"rejected\"");
      server.signal("TERM");
      assertEquals(0, server.exitCode(), server::toString);
      assertEquals("", server.stderr());
      log = server.stdout();
    }
    assertEquals("started,noticed,opened,closed,probe,rejected,drained", jq(".event", log));
    assertEquals(
        "unix:/a\"\n\u001b[2J\\\u007f 5 5 peer-closed peer",
        jq(
            "select(.event==\"closed\")|[.peer,.bytesIn,.bytesOut,.reason,.closedBy]|join(\" \")",
            log));
    assertEquals("no-proxy-header", jq("select(.event==\"rejected\").reason", log));
  }

  /** What the filter makes of each line, joined by commas; fails if a line is not JSON. */
  private static String jq(String filter, String log) {
    try (Program jq = Program.start("jq", "-s", "-r", "map(" + filter + ")|join(\",\")")) {
      jq.feed(log).endInput();
      assertEquals(0, jq.exitCode(), jq::toString);
      return jq.stdout().stripTrailing();
    }
  }

  private static void talk(int port, byte[] header, String text) throws IOException {
    try (Socket socket = new Socket(InetAddress.getByAddress(LOOPBACK), port)) {
      OutputStream out = socket.getOutputStream();
      out.write(header);
      out.write(text.getBytes(StandardCharsets.US_ASCII));
      socket.shutdownOutput();
      byte[] echo = socket.getInputStream().readAllBytes();
      assertEquals(text, new String(echo, StandardCharsets.US_ASCII));
    }
  }

  /** A PROXY header of version 2 that speaks for a client on a Unix socket. */
  private static byte[] claim(String path) {
    byte[] header = new byte[16 + 216];
    byte[] start = {0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a};
    System.arraycopy(start, 0, header, 0, start.length);
    header[12] = 0x21;
    header[13] = 0x31;
    header[15] = (byte) 216;
    byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, header, 16, bytes.length);
    return header;
  }
}
