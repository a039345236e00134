package dev.echo7.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.echo7.interop.packaging.Installed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;

/**
 * Two hosts that are nowhere but here (network_namespaces(7)), with a cable between them: a
 * server's with two addresses in each family, and a client's. Gone after {@link #close}.
 */
public final class NetworkNamespaces implements AutoCloseable {
  private static final AtomicInteger MADE = new AtomicInteger();

  private final String suffix = ProcessHandle.current().pid() + "-" + MADE.incrementAndGet();
  private final String server = "echo7-server-" + suffix;
  private final String client = "echo7-client-" + suffix;
  private final String ip;

  private NetworkNamespaces(String ip) {
    this.ip = ip;
  }

  /** Skips the test where they cannot be made. */
  public static NetworkNamespaces create() {
    Assumptions.assumeTrue(
        "root".equals(System.getProperty("user.name")), "a network namespace needs root");
    NetworkNamespaces namespaces = new NetworkNamespaces(Installed.require("ip").toString());
    Assumptions.assumeTrue(
        namespaces.succeeds("netns add " + namespaces.server), "no network namespace to be had");
    try {
      namespaces.build();
    } catch (AssertionError e) {
      namespaces.close();
      throw e;
    }
    return namespaces;
  }

  private void build() {
    ip("netns add " + client);
    ip("-n " + server + " link add cable type veth peer name cable netns " + client);
    for (String address : new String[] {"10.77.0.1/24", "10.77.0.2/24"}) {
      ip("-n " + server + " addr add " + address + " broadcast + dev cable");
    }
    for (String address : new String[] {"fd77::1/64", "fd77::2/64"}) {
      ip("-n " + server + " addr add " + address + " dev cable nodad");
    }
    ip("-n " + client + " addr add 10.77.0.9/24 dev cable");
    ip("-n " + client + " addr add fd77::9/64 dev cable nodad");
    for (String host : new String[] {server, client}) {
      ip("-n " + host + " link set lo up");
      ip("-n " + host + " link set cable up");
    }
  }

  /** Gives the server's host one address more, or takes it away ({@code add} or {@code del}). */
  public void serverAddress(String change, String address) {
    ip("-n " + server + " addr " + change + " " + address + " dev cable");
  }

  /** How many bytes of IP the cable carries at once, in both directions. */
  public void cableMtu(int bytes) {
    ip("-n " + server + " link set cable mtu " + bytes);
    ip("-n " + client + " link set cable mtu " + bytes);
  }

  /** Where the server's host is found by those that join it themselves. */
  public Path serverPath() {
    return Path.of("/run/netns", server);
  }

  /** A command line that runs on the server's host. */
  public List<String> onServer(String... command) {
    return in(server, command);
  }

  /** A command line that runs on the client's host. */
  public List<String> onClient(String... command) {
    return in(client, command);
  }

  private List<String> in(String host, String... command) {
    List<String> words = new ArrayList<>(List.of(ip, "netns", "exec", host));
    words.addAll(List.of(command));
    return words;
  }

  private void ip(String arguments) {
    assertEquals(true, succeeds(arguments), () -> "ip " + arguments);
  }

  private boolean succeeds(String arguments) {
    try (Program program = Program.shell(ip + " " + arguments)) {
      return program.exitCode() == 0;
    }
  }

  @Override
  public void close() {
    succeeds("netns del " + client);
    succeeds("netns del " + server);
  }
}
