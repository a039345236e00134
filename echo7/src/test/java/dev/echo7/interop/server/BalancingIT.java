package dev.echo7.interop.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.Machine;
import dev.echo7.interop.Ports;
import dev.echo7.interop.Program;
import dev.echo7.interop.ServerProgram;
import dev.echo7.interop.packaging.Installed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code deploy/haproxy/haproxy.cfg} in a real HAProxy, before three real servers, under load. */
final class BalancingIT {
  private static final String CONFIGURATION = "deploy/haproxy/haproxy.cfg";
  private static final int SERVERS = 3;
  private static final int CLIENTS = 4 * SERVERS;

  private final List<ServerProgram> servers = new ArrayList<>();
  private final List<SteadyClient> clients = new ArrayList<>();
  private int port;
  private Program proxy = Program.shell("true");

  @TempDir Path folder = Path.of("");

  @BeforeEach
  void startAll() {
    for (int i = 0; i < SERVERS; i++) {
      servers.add(behindProxy("127.0.0.1:0"));
    }
    port = Machine.freePort();
    proxy = haproxy();
    Ports.awaitListener(port, proxy);
  }

  @AfterEach
  void stopAll() throws IOException {
    for (SteadyClient client : clients) {
      client.close();
    }
    proxy.close();
    servers.forEach(ServerProgram::close);
  }

  @Test
  void givesEachServerItsShareAndTellsItWhoTheClientsAre() throws IOException {
    connect("127.0.1.", CLIENTS);
    for (ServerProgram server : servers) {
      assertEquals(CLIENTS / SERVERS, served(server, clients).size(), server.program()::toString);
    }
    clients.forEach(SteadyClient::finish);
  }

  @Test
  void serverKilledUnderLoadCostsNobodyElseAByte() throws IOException {
    List<SteadyClient> all = connect("127.0.1.", CLIENTS);
    ServerProgram killed = servers.getFirst();
    List<SteadyClient> cut = served(killed, all);

    killed.program().signal("KILL");
    cut.forEach(SteadyClient::awaitCut);

    assertEquals(CLIENTS / SERVERS, cut.size());
    assertAllOthersAreServed(cut);
  }

  @Test
  void serverDrainedUnderLoadLosesNothing() throws IOException {
    List<SteadyClient> all = connect("127.0.1.", CLIENTS);
    ServerProgram drained = servers.getFirst();
    List<SteadyClient> ending = served(drained, all);

    drained.program().signal("TERM");
    ending.forEach(SteadyClient::awaitProgress);
    ending.forEach(SteadyClient::finish);

    assertEquals(0, drained.program().exitCode(), drained.program()::toString);
    String said = drained.program().stderr();
    assertTrue(said.matches("(?s).*\ndrained [4-9] connections\n"), said);
    assertAllOthersAreServed(ending);
  }

  /** New clients come at once, when HAProxy may not know yet that a server is gone. */
  private void assertAllOthersAreServed(List<SteadyClient> ended) throws IOException {
    List<SteadyClient> others = new ArrayList<>(clients);
    others.removeAll(ended);
    others.forEach(SteadyClient::awaitProgress);
    List<SteadyClient> elsewhere = new ArrayList<>(connect("127.0.2.", ended.size()));
    for (ServerProgram server : servers.subList(1, SERVERS)) {
      elsewhere.removeAll(served(server, elsewhere));
    }
    assertEquals(List.of(), elsewhere, "served by none of those that are left");
    clients.stream().filter(client -> !ended.contains(client)).forEach(SteadyClient::finish);
  }

  @Test
  void serverThatComesBackIsGivenConnectionsAgain() throws IOException {
    ServerProgram ending = servers.getFirst();
    ending.program().signal("KILL");
    proxy.awaitStdout("Server echo7/server1 is DOWN");
    ServerProgram back = behindProxy("127.0.0.1:" + ending.port());
    servers.add(back);
    proxy.awaitStdout("Server echo7/server1 is UP");
    List<SteadyClient> all = connect("127.0.1.", CLIENTS);
    assertEquals(CLIENTS / SERVERS, served(back, all).size());
    all.forEach(SteadyClient::finish);
  }

  /** Clients with addresses of their own; each has had a few blocks echoed. */
  private List<SteadyClient> connect(String network, int count) throws IOException {
    List<SteadyClient> connected = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      SteadyClient client = SteadyClient.start(network + i, port);
      clients.add(client);
      connected.add(client);
      // One after the other, so that the one who balances knows of the one before.
      client.awaitProgress();
    }
    return connected;
  }

  /** Those of the clients that a server says it has had. */
  private static List<SteadyClient> served(ServerProgram server, List<SteadyClient> among) {
    String said = server.program().stdout();
    return among.stream().filter(client -> said.contains(client.shownAs())).toList();
  }

  private static ServerProgram behindProxy(String endpoint) {
    return ServerProgram.start(
        "-n", "--proxy-protocol", "required", "--proxy-from", "127.0.0.1", endpoint);
  }

  private Program haproxy() {
    String haproxy = Installed.require("haproxy").toString();
    ProcessBuilder builder = Program.builder(haproxy, "-db", "-f", CONFIGURATION);
    Map<String, String> environment = builder.environment();
    environment.put("ECHO7_HAPROXY_USER", id("-un"));
    environment.put("ECHO7_HAPROXY_GROUP", id("-gn"));
    environment.put("ECHO7_STATS_SOCKET", folder.resolve("stats.sock").toString());
    environment.put("ECHO7_BIND", "127.0.0.1:" + port);
    for (int i = 0; i < SERVERS; i++) {
      environment.put("ECHO7_SERVER" + (i + 1), "127.0.0.1:" + servers.get(i).port());
    }
    return Program.start(builder);
  }

  /** Who runs this test: HAProxy becomes the user that it is, since only root may do more. */
  private static String id(String option) {
    try (Program id = Program.start("id", option)) {
      id.exitCode();
      return id.stdout().strip();
    }
  }
}
