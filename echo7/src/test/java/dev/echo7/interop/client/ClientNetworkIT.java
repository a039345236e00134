package dev.echo7.interop.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.Program;
import dev.echo7.interop.packaging.Installed;
import dev.echo7.netlab.TwoHosts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The client on a network with errors: an ICMP error costs one datagram and is reported, and what
 * this machine could not send counts neither as sent nor as lost.
 */
final class ClientNetworkIT {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String SERVER = "10.77.0.1";
  private static final String PORT = "5000";
  private static final String FIREWALL = "nft list ruleset";
  private static final String PORTS = "net.ipv4.ip_local_port_range";

  private static TwoHosts hosts;
  private static Program server;

  @BeforeAll
  static void start() {
    hosts = TwoHosts.create();
    server = Program.start(hosts.onServer("bin/echoserver", "-n", "-q", "-u", SERVER + ":" + PORT));
    server.awaitStderr("listening on udp");
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
      hosts.close();
    }
  }

  @AfterEach
  void openFirewalls() {
    rules(hosts.onServer("nft", "-f", "-"), "flush ruleset\n");
    rules(hosts.onClient("nft", "-f", "-"), "flush ruleset\n");
    root(hosts.onClient("sysctl", "-qw", PORTS + "=32768 60999"));
  }

  private static void rules(List<String> command, String rules) {
    try (Program nft = Program.start(command).feed(rules).endInput()) {
      assertEquals(0, nft.exitCode(), nft::toString);
    }
  }

  private static void root(List<String> command) {
    try (Program program = Program.start(command)) {
      assertEquals(0, program.exitCodeIfValid(), program::toString);
    }
  }

  /** Every n-th datagram to the server is answered by ICMP port unreachable. */
  private static void refuseEach(int nth) {
    Installed.require("nft");
    rules(
        hosts.onServer("nft", "-f", "-"),
        "table inet t {\nchain i {\ntype filter hook input priority 0;\nudp dport 5000 numgen inc"
            + String.format(Locale.ROOT, " mod %d == %d reject\n}\n}\n", nth, nth - 1));
  }

  /** Every n-th datagram to the server is dropped on its way out: EPERM. */
  private static void forbidEach(int nth) {
    Installed.require("nft");
    String which =
        nth == 1 ? "" : String.format(Locale.ROOT, "numgen inc mod %d == %d ", nth, nth - 1);
    rules(
        hosts.onClient("nft", "-f", "-"),
        "table inet t {\nchain o {\ntype filter hook output priority 0;\nudp dport 5000 "
            + which
            + "drop\n}\n}\n");
  }

  private static Program client(String... words) {
    List<String> command = new ArrayList<>(List.of("bin/echoclient"));
    command.addAll(List.of(words));
    command.add(SERVER);
    command.add(PORT);
    return Program.start(hosts.onClient(command.toArray(String[]::new)));
  }

  @Test
  void lineModeLosesOneDatagramByOneRefusal() {
    refuseEach(5);
    try (Program client = client("-u").feed("1\n2\n3\n4\n5\n6\n7\n8\n9\n").endInput()) {
      assertEquals(1, client.exitCode(), client::toString);
      assertEquals(8, client.stdout().lines().count(), client::toString);
      assertTrue(client.stderr().contains("ICMP port unreachable"), client::toString);
      assertTrue(client.stderr().contains("8 of 9 datagrams came back"), client::toString);
    }
  }

  @Test
  void lineModeEndsSoonWhereNobodyListens() {
    List<String> command = hosts.onClient("bin/echoclient", "-u", "-w", "300ms", SERVER, "5999");
    try (Program client = Program.start(command).feed("typed, and no end\n")) {
      assertEquals(1, client.exitCode(), client::toString);
      assertTrue(client.stderr().contains("connection refused"), client::toString);
    }
  }

  @Test
  void aSweepCallsNoPortAnOutlierForProbesThatNeverLeft() {
    forbidEach(3);
    try (Program sweep = client("ping", "-u", "-c", "6", "-i", "0.1", "--sweep-ports", "3")) {
      assertEquals(4, sweep.exitCode(), sweep::toString);
      assertTrue(sweep.stdout().contains("12 packets transmitted, 12 received, 0% packet loss"));
      assertFalse(sweep.stdout().contains("OUTLIER: lossy"), sweep::toString);
      assertTrue(
          sweep.stdout().contains("INVALID: 6 of 18 probes never left this machine"),
          sweep::toString);
      assertTrue(sweep.stdout().contains(FIREWALL), sweep::toString);
    }
  }

  @Test
  void aSweepLosesOneProbeByOneRefusal() {
    refuseEach(12);
    try (Program sweep = client("ping", "-u", "-c", "6", "-i", "0.1", "--sweep-ports", "2")) {
      assertEquals(0, sweep.exitCodeIfValid(), sweep::toString);
      assertTrue(sweep.stdout().contains("12 packets transmitted, 11 received"), sweep::toString);
      assertFalse(sweep.stdout().contains("OUTLIER: lossy"), sweep::toString);
    }
  }

  @Test
  void checkKeepsItsThreeTries() {
    refuseEach(3);
    try (Program check = client("check", "-u", "-w", "1", "--skip", "udp-burst")) {
      assertEquals(0, check.exitCode(), check::toString);
      assertTrue(check.stdout().contains("8 ok, 0 not ok"), check::toString);
    }
  }

  @Test
  void checkPrintsTapWithTheEndpointAndTheFirewall() {
    forbidEach(1);
    try (Program check = client("check", "-u")) {
      assertEquals(1, check.exitCode(), check::toString);
      assertTrue(check.stdout().startsWith("TAP version 14\n"), check::toString);
      assertTrue(check.stdout().contains("Bail out! cannot connect to udp://" + SERVER));
      assertTrue(check.stdout().contains(FIREWALL), check::toString);
    }
  }

  @Test
  void lineModeNamesEachDatagramThatWasNotSent() {
    forbidEach(4);
    try (Program client = client("-u").feed("1\n2\n3\n4\n5\n").endInput()) {
      assertEquals(1, client.exitCode(), client::toString);
      assertEquals("1\n2\n3\n5\n", client.stdout(), client::toString);
      assertTrue(client.stderr().contains("datagram 4 "), client::toString);
      assertTrue(client.stderr().contains(FIREWALL), client::toString);
      assertTrue(client.stderr().contains("4 of 4 datagrams came back"), client::toString);
    }
  }

  @Test
  void probesThatNeverLeftAreNotTransmitted() {
    forbidEach(3);
    try (Program ping = client("ping", "-u", "-c", "6", "-i", "0.1", "--json")) {
      assertEquals(0, ping.exitCodeIfValid(), ping::toString);
      JsonNode report = JSON.readTree(ping.stdout());
      assertEquals(4, report.get("transmitted").asInt(), ping::toString);
      assertEquals(4, report.get("received").asInt(), ping::toString);
      assertEquals(2, report.get("notSent").asInt(), ping::toString);
      assertEquals(0, report.get("lossPercent").asInt(), ping::toString);
      assertFalse(report.get("valid").asBoolean(), ping::toString);
      assertTrue(report.get("invalidReasons").toString().contains(FIREWALL), ping::toString);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "4"})
  void framesThatNeverLeftAreNeitherSentNorLost(String nth) {
    forbidEach(Integer.parseInt(nth));
    try (Program load =
        client("load", "-u", "-c", "2", "-d", "1s", "-R", "100", "--json", "--fail-if", "lost>0")) {
      load.exitCode();
      JsonNode report = JSON.readTree(load.stdout());
      assertEquals(0, report.get("lost").asInt(), load::toString);
      assertEquals(0, report.get("lossPercent").asInt(), load::toString);
      assertTrue(report.get("notSent").asInt() > 10, load::toString);
      assertEquals(
          90, report.get("transmitted").asInt() + report.get("notSent").asInt(), load::toString);
      assertTrue(report.get("invalidReasons").toString().contains(FIREWALL), load::toString);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "prohibit, permission denied",
    "blackhole, invalid argument",
    "unreachable, no route to host"
  })
  void aRouteThatLeadsNowhereIsNamed(String kind, String reason) {
    String target = "10.99.0.1";
    root(hosts.onClient("ip", "route", "add", kind, target + "/32"));
    try {
      for (String words : List.of("", "-u", "check", "check -u", "load -d 1", "load -u -d 1")) {
        List<String> command = new ArrayList<>(List.of("bin/echoclient"));
        words.lines().forEach(line -> command.addAll(List.of(line.split(" ", -1))));
        command.addAll(List.of(target, PORT));
        try (Program client =
            Program.start(hosts.onClient(command.toArray(String[]::new))).endInput()) {
          assertEquals(1, client.exitCode(), client::toString);
          assertTrue(client.stderr().contains(reason), client::toString);
          assertTrue(client.stderr().contains("ip route get " + target), client::toString);
        }
      }
    } finally {
      root(hosts.onClient("ip", "route", "del", kind, target + "/32"));
    }
  }

  @Test
  void noSourcePortIsThisMachinesLimitInEveryMode() {
    root(hosts.onClient("sysctl", "-qw", PORTS + "=41000 41000"));
    String server = "('" + SERVER + "'," + PORT + ")";
    String hold =
        "import socket;s=socket.socket(socket.AF_INET,socket.SOCK_DGRAM);s.connect("
            + server
            + ");t=socket.create_connection("
            + server
            + ");print('held',flush=True);input()";
    try (Program holder =
        Program.start(hosts.onClient(Installed.require("python3").toString(), "-c", hold))) {
      holder.awaitStdout("held");
      for (String words :
          List.of(
              "",
              "-u",
              "check",
              "check -u",
              "load -d 1",
              "load -u -d 1",
              "ping -c 2 -i 0.1",
              "ping -u -c 2 -i 0.1",
              "ping --reconnect -c 2 -i 0.1",
              "ping --sweep-ports 2")) {
        List<String> command = new ArrayList<>();
        words.lines().forEach(line -> command.addAll(List.of(line.split(" ", -1))));
        try (Program client = client(command.toArray(String[]::new)).endInput()) {
          assertEquals(1, client.exitCode(), client::toString);
          String said = client.stdout() + client.stderr();
          assertTrue(said.contains(PORTS), client::toString);
          assertFalse(said.contains("does a server listen"), client::toString);
          assertFalse(said.contains("100% packet loss"), client::toString);
        }
      }
    }
  }

  @Test
  void aLoadWithTooFewSourcePortsIsInvalidAndLosesNothing() {
    root(hosts.onClient("sysctl", "-qw", PORTS + "=42000 42004"));
    try (Program load = client("load", "-c", "10", "-d", "1s", "-R", "100", "--json")) {
      assertEquals(1, load.exitCode(), load::toString);
      JsonNode report = JSON.readTree(load.stdout());
      assertEquals(0, report.get("lossPercent").asInt(), load::toString);
      assertTrue(report.get("notSent").asInt() > 0, load::toString);
      assertTrue(report.get("invalidReasons").toString().contains(PORTS), load::toString);
    }
  }

  /** Ports of closed connections stay in TIME_WAIT for a minute, and only loopback reuses them. */
  @ParameterizedTest
  @CsvSource({"-R 100, 43000 43009", "'', 44000 44009"})
  void newConnectionsThatUseUpTheSourcePortsAreInvalidAndDoNotSpin(String rate, String ports) {
    root(hosts.onClient("sysctl", "-qw", PORTS + "=" + ports));
    List<String> words = new ArrayList<>(List.of("load", "--reconnect", "-c", "2", "-t", "2"));
    words.addAll(List.of("-d", "2s", "--warmup", "0", "--json"));
    words.addAll(rate.isEmpty() ? List.of() : List.of(rate.split(" ", -1)));
    try (Program load = client(words.toArray(String[]::new))) {
      assertEquals(1, load.exitCode(), load::toString);
      JsonNode report = JSON.readTree(load.stdout());
      // The tenth is of the connection before the load, unless the server closed that first.
      int verified = report.get("verified").asInt();
      assertTrue(verified == 9 || verified == 10, load::toString);
      assertEquals(verified, report.get("steps").get("connect").get("count").asInt());
      assertEquals(0, report.get("lossPercent").asInt(), load::toString);
      assertTrue(report.get("invalidReasons").toString().contains(PORTS), load::toString);
      int tries = 0;
      for (JsonNode count : report.get("errors")) {
        tries += count.asInt();
      }
      // Two loops, each with a pause of 100 ms after a failure.
      assertTrue(tries >= 2 && tries <= 42, load::toString);
      int notSent = report.get("notSent").asInt();
      assertEquals(rate.isEmpty() ? tries : 200 - verified, notSent, load::toString);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ping -c 12 -i 0.2 --json-stream, '\"reply\"'",
    "ping -u --reconnect -c 12 -i 0.2 --json-stream, '\"reply\"'",
    "load -d 3s -R 200 -c 2 --json-stream, '\"second\"'",
    "load -d 3s -c 2 --json-stream, '\"second\"'"
  })
  void aStandstillOfThisProcessIsNamedAndIsNoLatency(String words, String begun) {
    try (Program client = client(words.split(" ", -1))) {
      client.awaitStdout(begun);
      client.signal("STOP");
      try (Program pause = Program.start("sleep", "1.5")) {
        pause.exitCode();
      }
      client.signal("CONT");
      assertEquals(4, client.exitCode(), client::toString);
      JsonNode report = JSON.readTree(client.stdout().lines().toList().getLast()).get("data");
      assertFalse(report.get("valid").asBoolean(), client::toString);
      String reasons = report.get("invalidReasons").toString();
      assertTrue(reasons.contains("paused for 1."), client::toString);
      assertEquals(0, report.get("lossPercent").asInt(), client::toString);
      assertTrue(report.get("serviceTime").get("maxSeconds").asDouble() < 1, reasons);
      assertTrue(report.get("responseTime").get("maxSeconds").asDouble() < 1, reasons);
    }
  }

  @Test
  void aTimeoutDoesNotFireBecauseThisProcessStoodStill() {
    try (Program client = client("-w", "1").feed("one\n")) {
      client.awaitStdout("one");
      client.signal("STOP");
      try (Program pause = Program.start("sleep", "1.5")) {
        pause.exitCode();
      }
      client.signal("CONT");
      client.feed("two\n").awaitStdout("two");
      assertEquals(0, client.endInput().exitCode(), client::toString);
    }
  }
}
