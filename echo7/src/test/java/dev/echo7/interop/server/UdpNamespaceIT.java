package dev.echo7.interop.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.echo7.interop.Program;
import dev.echo7.interop.packaging.Installed;
import dev.echo7.netlab.TwoHosts;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A host with several addresses, asked over a cable: the answer comes from the one that is asked.
 */
final class UdpNamespaceIT {
  private static final String PORT = "5000";

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void answersFromTheAddressThatIsAsked(String transport) {
    try (TwoHosts hosts = TwoHosts.create();
        Program server = startServer(hosts, transport)) {
      for (String address : List.of("10.77.0.1", "10.77.0.2", "fd77::1", "fd77::2")) {
        assertAnswers(hosts, address);
      }
      stop(server);
    }
  }

  /** epoll answers the first datagram; NIO drops it, and looks for the address that it came to. */
  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void followsAddressesThatComeAndGo(String transport) {
    try (TwoHosts hosts = TwoHosts.create();
        Program server = startServer(hosts, transport)) {
      assertAnswers(hosts, "10.77.0.1");
      hosts.serverAddress("add", "10.77.0.3/24");
      if (transport.equals("epoll")) {
        assertAnswers(hosts, "10.77.0.3");
      } else {
        awaitAnswer(hosts, "10.77.0.3");
      }
      hosts.serverAddress("add", "fd77::3/64");
      awaitAnswer(hosts, "fd77::3");
      hosts.serverAddress("del", "10.77.0.2/24");
      hosts.serverAddress("del", "10.77.0.3/24");
      assertAnswers(hosts, "10.77.0.1");
      hosts.serverAddress("add", "10.77.0.2/24");
      awaitAnswer(hosts, "10.77.0.2");
      stop(server);
    }
  }

  @Test
  void answersNoServiceAndNoBroadcast() {
    try (TwoHosts hosts = TwoHosts.create();
        Program server = startServer(hosts, "epoll")) {
      try (Program client = ask(hosts, "-p", "1000", "10.77.0.2")) {
        assertEquals(1, client.exitCode(), client::toString);
        assertTrue(client.stderr().contains("no reply to datagram 1"), client::toString);
      }
      server.awaitStderr("dropped 1 datagram: source port below 1024");
      for (String everybody : List.of("10.77.0.255", "255.255.255.255")) {
        assertNobodyAnswers(hosts, everybody);
      }
      server.awaitStderr("multicast or broadcast");
      assertEquals("", server.stdout());
      assertAnswers(hosts, "10.77.0.2");
      stop(server);
    }
  }

  private static void assertNobodyAnswers(TwoHosts hosts, String everybody) {
    String socat = Installed.require("socat").toString();
    String target =
        "UDP-DATAGRAM:" + everybody + ":" + PORT + ",broadcast,bindtodevice=" + hosts.device();
    try (Program client = Program.start(hosts.onClient(socat, "-t", "0.5", "-", target))) {
      client.feed("x\n").endInput();
      client.exitCode();
      assertEquals("", client.stdout(), client::toString);
    }
  }

  private static Program startServer(TwoHosts hosts, String transport) {
    Program server =
        Program.start(
            hosts.onServer("bin/echoserver", "-n", "--transport", transport, "udp://:" + PORT));
    try {
      return server.awaitStderr("listening on udp [::]:" + PORT);
    } catch (AssertionError e) {
      server.close();
      throw e;
    }
  }

  private static void stop(Program server) {
    server.signal("TERM");
    assertEquals(0, server.exitCode(), server::toString);
  }

  /** Our client's socket is connected: an answer from elsewhere does not reach it. */
  private static Program ask(TwoHosts hosts, String... options) {
    String[] command = new String[5 + options.length];
    System.arraycopy(new String[] {"bin/echoclient", "-u", "-w", "500ms"}, 0, command, 0, 4);
    System.arraycopy(options, 0, command, 4, options.length);
    command[command.length - 1] = PORT;
    return Program.start(hosts.onClient(command)).feed("123\n").endInput();
  }

  private static boolean answers(TwoHosts hosts, String address) {
    try (Program client = ask(hosts, address)) {
      return client.exitCode() == 0 && client.stdout().equals("123\n");
    }
  }

  private static void assertAnswers(TwoHosts hosts, String address) {
    try (Program client = ask(hosts, address)) {
      assertEquals(0, client.exitCode(), client::toString);
      assertEquals("123\n", client.stdout());
    }
  }

  private static void awaitAnswer(TwoHosts hosts, String address) {
    long endNs = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!answers(hosts, address)) {
      assertTrue(System.nanoTime() - endNs < 0, () -> "never answered from " + address);
    }
  }
}
