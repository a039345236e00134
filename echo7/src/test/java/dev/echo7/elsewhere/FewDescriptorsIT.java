package dev.echo7.elsewhere;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A server with few descriptors serves as many connections as it announces, or prints the cure in
 * one line.
 */
final class FewDescriptorsIT {
  private static final Pattern ANNOUNCED = Pattern.compile("at most (\\d+) connection");
  private static final Pattern PORT = Pattern.compile("listening on tcp \\S+:(\\d+) ");
  private static final String ALL = "--admin 127.0.0.1:0 -u tls://127.0.0.1:0 127.0.0.1:0";

  @ParameterizedTest
  @CsvSource({
    "18, 127.0.0.1:0",
    "24, 127.0.0.1:0",
    "40, 127.0.0.1:0",
    "127, 127.0.0.1:0",
    "26, -u 127.0.0.1:0",
    "40, --admin 127.0.0.1:0 127.0.0.1:0",
    "40, " + ALL,
    "64, " + ALL
  })
  void servesAsManyAsItAnnounces(int descriptors, String words) throws IOException {
    List<Socket> clients = new ArrayList<>();
    try (Program server = start(descriptors, words)) {
      server.awaitStderr("at most ").awaitStderr(text -> ANNOUNCED.matcher(text).find());
      int most = number(ANNOUNCED, server.stderr());
      int port = number(PORT, server.stderr());
      try {
        for (int i = 0; i < most; i++) {
          clients.add(new Socket(InetAddress.getLoopbackAddress(), port));
          assertEchoes(clients.getLast());
        }
      } finally {
        for (Socket client : clients) {
          client.close();
        }
      }
      assertFalse(server.stderr().contains("too many open files"), server::toString);
      server.signal("TERM");
      assertEquals(0, server.exitCode(), server::toString);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "16, -u 127.0.0.1:0",
    "20, --admin 127.0.0.1:0 127.0.0.1:0",
    "24, " + ALL,
    "28, " + ALL
  })
  void saysInOneLineThatThereAreTooFew(int descriptors, String words) {
    try (Program server = start(descriptors, words)) {
      assertEquals(1, server.exitCode(), server::toString);
      List<String> problems =
          server.stderr().lines().filter(line -> line.startsWith("echoserver: ")).toList();
      assertEquals(1, problems.size(), server::toString);
      assertTrue(problems.getFirst().contains("ulimit -n"), server::toString);
      assertFalse(server.stderr().contains("\tat "), server::toString);
    }
  }

  private static Program start(int descriptors, String words) {
    return Program.shell(
        "ulimit -n " + descriptors + "; exec bin/echoserver -q --event-loops 2 " + words);
  }

  private static int number(Pattern pattern, String text) {
    Matcher found = pattern.matcher(text);
    assertTrue(found.find(), text);
    return Integer.parseInt(found.group(1));
  }

  private static void assertEchoes(Socket client) throws IOException {
    byte[] line = "hello\n".getBytes(StandardCharsets.US_ASCII);
    client.setSoTimeout((int) Program.PATIENCE.toMillis());
    client.getOutputStream().write(line);
    assertEquals(
        "hello\n", new String(client.getInputStream().readNBytes(6), StandardCharsets.US_ASCII));
  }
}
