package dev.echo7.interop.ping;

import static dev.echo7.interop.ClientMode.PING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.Machine;
import dev.echo7.interop.Program;
import dev.echo7.netlab.TwoHosts;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code echoclient ping}: words that are wrong, and sweeps over sizes and source ports. */
final class PingSweepIT {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          -c 0 localhost 7                  | --count         | must be 1 or more
          -i 0 localhost 7                  | --interval      | --flood
          -s 0 localhost 7                  | --size          | must be 1 to
          -u -s 70000 localhost 7           | not 70000       | 65507
          --fail-if latency>1ms localhost 7 | 'latency'       | the terms are
          --fail-if p99>5 localhost 7       | 'p99>5'         | unit
          --sweep-size 9:5 -u localhost 7   | 9:5             | A <= B
          --sweep-size 1:5 localhost 7      | --sweep-size    | give -u or udp://
          --sweep-ports 0 localhost 7       | --sweep-ports   | must be 1 to 4096, not 0
          --df -u localhost 7               | --df            | --sweep-size
          --json --json-stream localhost 7  | --json          | exclude each other
          --sweep-ports 2 --fail-if loss>0% localhost 7 | --fail-if | cannot be used with a sweep
          --sweep-ports 2 --reconnect localhost 7       | --reconnect | cannot be used with a sweep
          --csv /nosuch/a localhost 7       | /nosuch/a       | create the directory first
          --hlog /nosuch/a localhost 7      | /nosuch/a       | create the directory first
          -c many localhost 7               | 'many'          | whole number
          -c 1 -i 1 -c 0 localhost 7        | --count         | must be 1 or more
          --tls udp://localhost:7           | --tls           | cannot be used with udp://localhost:7
          nosuch.invalid 7                  | nosuch.invalid  | check the name
          """)
  void saysInOneLineWhatIsWrong(String words, String culprit, String cure) {
    PING.assertRefused(words, culprit, cure);
  }

  /** A cable that carries 1,400 bytes: 1,372 of them are payload, over IPv6 1,352. */
  @ParameterizedTest
  @CsvSource({"10.77.0.1, 1372", "fd77::1, 1352"})
  void aSweepWithoutFragmentsFindsTheMtu(String address, int largest) {
    try (TwoHosts hosts = TwoHosts.create()) {
      hosts.cableMtu(1400);
      try (Program server = Program.start(hosts.onServer("bin/echoserver", "-q", "udp://:5000"))) {
        server.awaitStderr("listening on udp [::]:5000");
        try (Program ping =
            Program.start(
                hosts.onClient(
                    "bin/echoclient",
                    "ping",
                    "-u",
                    "-W",
                    "500ms",
                    "--df",
                    "--sweep-size",
                    "1000:2000",
                    address,
                    "5000"))) {
          assertEquals(0, ping.exitCodeIfValid(), ping::toString);
          assertTrue(ping.stdout().contains(": " + largest + " bytes (1400 with"), ping::toString);
          assertTrue(ping.stdout().contains("too long (EMSGSIZE; path MTU 1400)"), ping::toString);
        }
        try (Program whole =
            Program.start(
                hosts.onClient(
                    "bin/echoclient",
                    "ping",
                    "-u",
                    "--sweep-size",
                    "1000:2000",
                    address,
                    "5000"))) {
          assertEquals(0, whole.exitCodeIfValid(), whole::toString);
          assertTrue(whole.stdout().contains(": 2000 bytes (20"), whole::toString);
        }
      }
    }
  }

  @Test
  void aSweepOfPortsPrintsALineAPort() throws Exception {
    PING.against(
        "--sweep-ports 5 -c 4 -i 50ms",
        (ping, server) -> {
          assertEquals(0, ping.exitCodeIfValid(), ping::toString);
          assertEquals(
              5,
              ping.stdout()
                  .lines()
                  .filter(l -> l.matches("port +\\d+: 4/4 packets, 0% loss.*"))
                  .count());
          assertTrue(ping.stdout().contains("20 packets transmitted, 20 received"), ping::toString);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"--sweep-size 100:200", "--sweep-ports 2 -c 1"})
  void aPortOnWhichNobodyListensIsSaidInWords(String sweep) {
    String words =
        String.format(Locale.ROOT, "-u -W 500ms %s 127.0.0.1 %d", sweep, Machine.freePort());
    try (Program ping = PING.start(words)) {
      assertEquals(1, ping.exitCode(), ping::toString);
      String said = ping.stdout() + ping.stderr();
      assertTrue(said.contains("(ICMP port unreachable)"), ping::toString);
      assertFalse(said.contains("null"), ping::toString);
    }
  }
}
