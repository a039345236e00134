package dev.echo7.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.events.Peer;
import dev.echo7.events.Rejection;
import dev.echo7.events.SeenConnection;
import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;

/** What the console says of connections that never began. */
class ConsoleRejectionsTest {
  private static final LogStyle QUIET = new LogStyle(true, false, false);
  private static final LogStyle NUMERIC = new LogStyle(false, false, false);

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void saysWhoWasRejectedAndWhyEvenIfQuiet() {
    try (ConsoleLog log = ConsoleLog.start(QUIET, out, err)) {
      log.rejected(new Peer(null, "192.0.2.1"), Rejection.NO_PROXY_HEADER);
    }
    assertEquals("echoserver: rejected 192.0.2.1: no PROXY header\n", err.toString(UTF_8));
    assertEquals("", out.toString(UTF_8));
  }

  @Test
  void countsTheRejectionsOfAFlood() {
    int flood = 100_000;
    try (ConsoleLog log = ConsoleLog.start(QUIET, out, err)) {
      for (int i = 0; i < flood; i++) {
        log.rejected(new Peer(null, "192.0.2.1"), Rejection.UNTRUSTED_PROXY);
      }
    }
    String said = err.toString(UTF_8);
    long lines = said.lines().filter(line -> line.contains(": rejected ")).count();
    long counted =
        said.lines()
            .filter(line -> line.contains("omitted "))
            .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
            .sum();
    assertTrue(lines < 200, lines + " lines");
    assertEquals(flood, lines + counted, said);
    assertEquals("", out.toString(UTF_8));
  }

  @Test
  void escapesWhatAPeerClaimsToBeCalled() {
    try (ConsoleLog log = ConsoleLog.start(NUMERIC, out, err)) {
      Peer peer = new Peer(null, "unix:/a\u001b[31m", "127.0.0.1");
      log.rejected(peer, Rejection.BROKEN_PROXY_HEADER);
      log.opened(SeenConnection.of(peer, 0));
    }
    String shown = "unix:/a\\x1b[31m";
    assertEquals("server connected to " + shown + " (" + shown + ")\n", out.toString(UTF_8));
    assertTrue(err.toString(UTF_8).contains("rejected " + shown + ": "));
  }
}
